/**
 * What every service needs and no business rule depends on: lifecycle, health, metrics, the
 * management server.
 *
 * <p>Knows no money and imports nothing of the project. Configuration lives in {@code
 * cbdc.kit.config}, tracing in {@code cbdc.kit.trace}. The resource {@code cbdc/kit/logging.xml} is
 * the log format that programs include.
 */
package cbdc.kit;
