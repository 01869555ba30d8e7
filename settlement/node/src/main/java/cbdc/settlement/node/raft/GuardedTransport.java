package cbdc.settlement.node.raft;

import cbdc.settlement.node.store.EntryBytes;
import cbdc.settlement.node.store.NodeEndpoint;
import io.microraft.RaftEndpoint;
import io.microraft.model.log.LogEntry;
import io.microraft.model.message.AppendEntriesRequest;
import io.microraft.model.message.InstallSnapshotRequest;
import io.microraft.model.message.RaftMessage;
import io.microraft.transport.Transport;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encodes a group's messages and gives them to the link. What must be read from the store is read
 * and sent on another thread than the group's; snapshot pieces go over the bulk connection.
 *
 * <p>MicroRaft bounds an append request by entries only. Here it is cut to {@link
 * RaftSettings#maxAppendBytes}: that is sound because a follower acknowledges {@code previous index
 * + entries received}, never what the leader meant to send, and the leader sets match and next
 * index from that acknowledgement alone and sends on from there.
 */
final class GuardedTransport implements Transport {

  private static final Logger LOG = LoggerFactory.getLogger(GuardedTransport.class);

  private final int shard;
  private final RaftPeerLink link;
  private final Executor storeReads;
  private final GroupHalt halt;
  private final int maxAppendBytes;
  private final CbdcModelFactory factory = new CbdcModelFactory();

  GuardedTransport(
      int shard, RaftPeerLink link, Executor storeReads, GroupHalt halt, int maxAppendBytes) {
    this.shard = shard;
    this.link = link;
    this.storeReads = storeReads;
    this.halt = halt;
    this.maxAppendBytes = maxAppendBytes;
  }

  @Override
  public void send(RaftEndpoint target, RaftMessage message) {
    if (halt.isHalted()) {
      return;
    }
    String nodeId = ((NodeEndpoint) target).nodeId();
    if (message instanceof InstallSnapshotRequest install && install.getSnapshotChunk() != null) {
      sendFromStore(nodeId, install, true);
    } else if (message instanceof AppendEntriesRequest append) {
      AppendEntriesRequest capped = capped(append);
      if (inMemory(capped.getLogEntries())) {
        sendNow(nodeId, capped, false);
      } else {
        sendFromStore(nodeId, capped, false);
      }
    } else {
      sendNow(nodeId, message, false);
    }
  }

  @Override
  public boolean isReachable(RaftEndpoint endpoint) {
    return link.isReachable(((NodeEndpoint) endpoint).nodeId());
  }

  private void sendNow(String nodeId, RaftMessage message, boolean bulk) {
    Optional<byte[]> frame = RaftMessageCodec.encode(message);
    frame.ifPresent(bytes -> link.send(shard, nodeId, bytes, bulk));
  }

  /** A message that is not sent is a lost message: MicroRaft sends again after its back-off. */
  private void sendFromStore(String nodeId, RaftMessage message, boolean bulk) {
    try {
      storeReads.execute(
          () -> {
            try {
              sendNow(nodeId, message, bulk);
            } catch (IllegalStateException e) {
              // The log was truncated or the store closed between MicroRaft's decision to send and
              // now.
              LOG.debug("shard {}: a message to {} is dropped: {}", shard, nodeId, e.toString());
            } catch (Throwable thrown) {
              halt.halt("reading a message to " + nodeId + " from the store failed", thrown);
            }
          });
    } catch (RejectedExecutionException e) {
      LOG.debug(
          "shard {}: too many messages wait for the store, one to {} is dropped", shard, nodeId);
    }
  }

  private static boolean inMemory(List<LogEntry> entries) {
    for (LogEntry entry : entries) {
      if (entry.getOperation() instanceof EntryBytes bytes && !bytes.inMemory()) {
        return false;
      }
    }
    return true;
  }

  private AppendEntriesRequest capped(AppendEntriesRequest request) {
    List<LogEntry> entries = request.getLogEntries();
    int bytes = 0;
    for (int i = 0; i < entries.size(); i++) {
      bytes += RaftMessageCodec.entryBytes(entries.get(i));
      if (bytes > maxAppendBytes && i > 0) {
        return factory
            .createAppendEntriesRequestBuilder()
            .setGroupId(request.getGroupId())
            .setSender(request.getSender())
            .setTerm(request.getTerm())
            .setPreviousLogTerm(request.getPreviousLogTerm())
            .setPreviousLogIndex(request.getPreviousLogIndex())
            .setCommitIndex(request.getCommitIndex())
            .setQuerySequenceNumber(request.getQuerySequenceNumber())
            .setFlowControlSequenceNumber(request.getFlowControlSequenceNumber())
            .setLogEntries(entries.subList(0, i))
            .build();
      }
    }
    return request;
  }
}
