package cbdc.settlement.node.link;

import java.util.concurrent.atomic.LongAdder;

/**
 * What the link counts, since it was made. Read by the metrics of the node; adds nothing to the
 * path of a frame but an add.
 */
public final class LinkCounters {

  final LongAdder framesSent = new LongAdder();
  final LongAdder bytesSent = new LongAdder();
  final LongAdder writes = new LongAdder();
  final LongAdder framesReceived = new LongAdder();
  final LongAdder bytesReceived = new LongAdder();
  final LongAdder droppedUnreachable = new LongAdder();
  final LongAdder droppedQueueFull = new LongAdder();
  final LongAdder droppedUnhandled = new LongAdder();
  final LongAdder connectionsOpened = new LongAdder();
  final LongAdder connectionsLost = new LongAdder();
  final LongAdder refusals = new LongAdder();
  final LongAdder readPauses = new LongAdder();

  LinkCounters() {}

  /**
   * The counts at one moment.
   *
   * @param framesSent frames handed to the operating system
   * @param bytesSent their bytes, headers included
   * @param writes writes they took; frames per write tells how well small frames are gathered
   * @param framesReceived frames read
   * @param bytesReceived their bytes, headers included
   * @param droppedUnreachable frames not sent because no connection was live
   * @param droppedQueueFull frames not sent because the connection's queue was full
   * @param droppedUnhandled frames received that have no handler or are not allowed yet
   * @param connectionsOpened connections that passed the handshake
   * @param connectionsLost of these, how many ended
   * @param refusals connections refused, by this node or by its peers
   * @param readPauses how often a connection was read no further because handlers were behind
   */
  public record View(
      long framesSent,
      long bytesSent,
      long writes,
      long framesReceived,
      long bytesReceived,
      long droppedUnreachable,
      long droppedQueueFull,
      long droppedUnhandled,
      long connectionsOpened,
      long connectionsLost,
      long refusals,
      long readPauses) {}

  /** Reads all counts; not one atomic moment. */
  public View view() {
    return new View(
        framesSent.sum(),
        bytesSent.sum(),
        writes.sum(),
        framesReceived.sum(),
        bytesReceived.sum(),
        droppedUnreachable.sum(),
        droppedQueueFull.sum(),
        droppedUnhandled.sum(),
        connectionsOpened.sum(),
        connectionsLost.sum(),
        refusals.sum(),
        readPauses.sum());
  }
}
