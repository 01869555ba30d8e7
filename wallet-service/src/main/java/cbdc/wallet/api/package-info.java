/**
 * The wallet service over HTTP, as {@code openapi.yaml} beside this package says: parse, authorise,
 * ask {@code core}, answer. The contract is written first; whatever is not in it is not served.
 *
 * <p>Imports core and the service kit; never the store or the settlement client.
 */
package cbdc.wallet.api;
