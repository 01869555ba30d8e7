package cbdc.settlement.client.transport;

import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Reaches settlement nodes by their node id. Every call is one attempt at one node; whoever calls
 * decides about another attempt.
 *
 * <p>An implementation never retries on purpose, but it cannot promise that a request runs at most
 * once: a network layer below may repeat it. Only the ids inside the request make a repeat
 * harmless.
 */
public interface NodeTransport extends AutoCloseable {

  /**
   * Sends one request to one node. Never blocks and never throws for a node's sake.
   *
   * @param nodeId the node to ask
   * @param kind which of the node's services is meant; opaque here
   * @param request opaque request bytes; not to be changed by the caller afterwards
   * @param timeoutMillis how long to wait for the answer, in milliseconds, more than zero
   * @return completes normally with one of the four cases of {@link CallResult}, on the transport's
   *     callback executor
   */
  CompletionStage<CallResult> call(String nodeId, byte kind, byte[] request, long timeoutMillis);

  /**
   * Returns the ids of the nodes that are members of the cluster now, as far as this transport
   * knows.
   */
  Set<String> nodes();

  /**
   * Tells the listener about nodes that join and leave from now on. A listener added late reads
   * {@link #nodes()} first.
   *
   * @return close it to stop listening
   */
  Registration listen(NodeListener listener);

  /** Stops the transport; calls under way complete with {@link CallResult.Refused}. */
  @Override
  void close();

  /** What a listener learns; called on the transport's callback executor, one call at a time. */
  interface NodeListener {

    /** A node with this id is reachable through the cluster. */
    void nodeJoined(String nodeId);

    /** The node with this id is no member any more. */
    void nodeLeft(String nodeId);
  }

  /** Ends a listener's subscription. */
  @FunctionalInterface
  interface Registration extends AutoCloseable {

    /** Stops the notifications; a second call does nothing. */
    @Override
    void close();
  }
}
