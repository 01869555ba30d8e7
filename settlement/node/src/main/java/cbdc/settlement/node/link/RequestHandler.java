package cbdc.settlement.node.link;

import java.util.concurrent.CompletionStage;

/** Answers requests of one kind. */
@FunctionalInterface
public interface RequestHandler {

  /**
   * Answers one request.
   *
   * @param peer id of the node that asks, proved by the handshake
   * @param request the request's bytes; the handler owns them
   * @return the answer's bytes; a stage that fails tells the peer that the request was declined,
   *     with the exception's message
   */
  CompletionStage<byte[]> onRequest(String peer, byte[] request);
}
