/**
 * What every service needs and no business rule depends on: lifecycle, health, metrics, the
 * management server.
 *
 * <p>Knows no money and imports nothing of the project. Configuration lives in {@code
 * cbdc.kit.config}.
 */
package cbdc.kit;
