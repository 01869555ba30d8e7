/**
 * The wallet service's API from the outside, as a bank's own systems, its holders and merchants use
 * it: over HTTP, with tokens and idempotency keys, by the JDK's client.
 *
 * <p>Imports nothing of the wallet service.
 */
package cbdc.simulator.http;
