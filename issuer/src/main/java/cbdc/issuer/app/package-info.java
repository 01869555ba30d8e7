/**
 * The issuer's command line, {@code ./cbdc issuer}, and its configuration: reads what people type,
 * calls the core, prints what came of it. Decides nothing about money.
 */
package cbdc.issuer.app;
