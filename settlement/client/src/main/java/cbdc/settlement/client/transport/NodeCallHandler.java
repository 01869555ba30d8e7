package cbdc.settlement.client.transport;

/**
 * What a settlement node does with a {@link NodeCall}. The node puts its handler into its Hazelcast
 * member's user context under {@link #CONTEXT_KEY}.
 */
@FunctionalInterface
public interface NodeCallHandler {

  /** Key of the handler in the member's user context. */
  String CONTEXT_KEY = "cbdc.node-call-handler";

  /** Member attribute that says which settlement node a cluster member is. */
  String NODE_ID_ATTRIBUTE = "cbdc.node-id";

  /**
   * Answers one request. Runs on a thread of the command executor and may wait for a commit there.
   *
   * @param kind which of the node's services is meant
   * @param request opaque request bytes
   * @return opaque response bytes, never null
   * @throws InterruptedException when the node stops while this call waits
   */
  byte[] handle(byte kind, byte[] request) throws InterruptedException;
}
