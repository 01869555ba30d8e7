package cbdc.settlement.node.link.genesis;

import cbdc.settlement.node.link.LinkIdentity;
import cbdc.settlement.node.link.NodeLink;
import cbdc.settlement.node.link.RequestHandler;
import cbdc.settlement.node.link.RequestKind;
import java.util.concurrent.CompletionStage;

/** What genesis needs of the node link. */
public interface GenesisTransport {

  /** Asks a peer; the stage fails when there is no answer in time. */
  CompletionStage<byte[]> request(String peer, byte[] payload, long timeoutMillis);

  /** Registers who answers the peers' questions. */
  void onRequest(RequestHandler handler);

  /** Tells the link how far this node is. */
  void become(LinkIdentity identity);

  /** Genesis over a real link. */
  static GenesisTransport over(NodeLink link) {
    return new GenesisTransport() {
      @Override
      public CompletionStage<byte[]> request(String peer, byte[] payload, long timeoutMillis) {
        return link.request(peer, RequestKind.GENESIS, payload, timeoutMillis);
      }

      @Override
      public void onRequest(RequestHandler handler) {
        link.onRequest(RequestKind.GENESIS, handler);
      }

      @Override
      public void become(LinkIdentity identity) {
        // Completes on the event loop; nothing here waits for the new connections.
        link.become(identity)
            .exceptionally(
                e -> {
                  throw new IllegalStateException("the node link does not take a new identity", e);
                });
      }
    };
  }
}
