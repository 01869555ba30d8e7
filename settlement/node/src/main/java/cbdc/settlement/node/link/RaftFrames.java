package cbdc.settlement.node.link;

import cbdc.settlement.node.raft.RaftPeerLink;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Carries the frames of Raft groups over the node link: the shard's number, then the frame. */
public final class RaftFrames implements RaftPeerLink {

  private final NodeLink link;

  /** Takes what peers send to the groups of this node. */
  @FunctionalInterface
  public interface Receiver {

    /**
     * Hands one frame over to its group's thread. Called on the link's event loop, in the order
     * sent; must not wait.
     *
     * @param shard the group; may be one that this node does not run
     * @param peer the sending node
     * @param frame its bytes, owned by the receiver
     */
    void receive(int shard, String peer, byte[] frame);
  }

  /** Registers the receiver; call it before the link starts. */
  public RaftFrames(NodeLink link, Receiver receiver) {
    this.link = link;
    link.on(
        FrameType.RAFT,
        Dispatch.INLINE,
        (peer, payload) -> {
          if (payload.length >= Integer.BYTES) {
            int shard = ByteBuffer.wrap(payload).getInt();
            receiver.receive(
                shard, peer, Arrays.copyOfRange(payload, Integer.BYTES, payload.length));
          }
        });
  }

  @Override
  public void send(int shard, String nodeId, byte[] frame, boolean bulk) {
    byte[] head = ByteBuffer.allocate(Integer.BYTES).putInt(shard).array();
    link.send(nodeId, FrameType.RAFT, head, frame, bulk ? NodeLink.BULK : NodeLink.NORMAL);
  }

  @Override
  public boolean isReachable(String nodeId) {
    return link.isReachable(nodeId);
  }
}
