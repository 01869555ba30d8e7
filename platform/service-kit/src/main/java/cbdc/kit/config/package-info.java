/**
 * Configuration, declared once: each key with its type, default, unit and a line of documentation.
 * Read from command line, environment and a YAML file, in this order of precedence; documentation
 * is generated from the declarations.
 *
 * <p>Knows no money and imports nothing of the project but {@code cbdc.kit}.
 */
package cbdc.kit.config;
