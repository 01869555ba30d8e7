/**
 * What the issuer and the wallet services use to reach the ledger: {@link
 * cbdc.settlement.client.SettlementClient}.
 *
 * <p>Everything that decides runs as events on one {@link cbdc.settlement.client.EventLoop},
 * reading time from a {@link cbdc.settlement.client.ClientClock} and reaching nodes through a
 * {@link cbdc.settlement.client.transport.NodeTransport}: with other implementations of these three
 * the same code runs under virtual time. No thread, timer or system clock is used past them.
 *
 * <p>Must not import {@code cbdc.settlement.node} or {@code cbdc.settlement.ledger}; Hazelcast
 * stays in the transport package.
 */
package cbdc.settlement.client;
