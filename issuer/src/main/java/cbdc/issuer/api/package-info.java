/**
 * The issuer over HTTP: each operation of {@code openapi.yaml} as parse, command, port, status.
 *
 * <p>Imports the core, the JSON form of orders from the store, {@code cbdc.kit.http} and Vert.x;
 * knows no database and no ledger, only their ports. Holds no key and decides nothing about money.
 */
package cbdc.issuer.api;
