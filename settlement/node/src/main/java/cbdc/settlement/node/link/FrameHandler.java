package cbdc.settlement.node.link;

/** Takes frames of one type. */
@FunctionalInterface
public interface FrameHandler {

  /**
   * Takes one frame.
   *
   * @param peer id of the node that sent it, proved by the handshake
   * @param payload the frame's bytes; the handler owns them
   */
  void onFrame(String peer, byte[] payload);
}
