/**
 * Carries opaque request bytes from a service to a chosen settlement node and the response bytes
 * back, through a Hazelcast client and the members' distributed executor.
 *
 * <p>Knows nothing of money, shards or leaders: the formats inside the bytes live in {@code
 * cbdc.protocol}. {@link cbdc.settlement.client.transport.NodeTransport} is the port the client's
 * logic depends on, so that it can be tested without Hazelcast. Of its module it imports only
 * {@code derived}, to register those types.
 */
package cbdc.settlement.client.transport;
