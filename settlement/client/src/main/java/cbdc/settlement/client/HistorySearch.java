package cbdc.settlement.client;

import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.FeedPage;
import cbdc.protocol.wire.FeedPage.FeedBatch;
import cbdc.protocol.wire.FeedRecord;
import cbdc.protocol.wire.Query;
import cbdc.protocol.wire.ReadAnswer;
import cbdc.protocol.wire.ReadPayload.FeedStart;
import cbdc.settlement.client.OpenCommand.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the outcome of ids that the ledger has forgotten. What was executed is in the history; an
 * id that is absent up to the first record stamped after its time plus the window never executed
 * and never will. One search a shard runs at a time, for all who wait.
 */
final class HistorySearch {
  private static final Logger LOG = LoggerFactory.getLogger(HistorySearch.class);
  private static final int PAGE_BYTES = 1 << 20;

  /** How long to wait at the end of a history that does not reach far enough yet. */
  private static final long AT_END_MILLIS = 500;

  /** Ledger time may lie behind the time of an id that it accepts by 10 s. */
  private static final long BEFORE_MILLIS = 15_000;

  private final ClientCore core;
  private final Map<ShardLane, List<OpenCommand>> waiting = new HashMap<>();

  HistorySearch(ClientCore core) {
    this.core = core;
  }

  void begin(OpenCommand command) {
    core.counters.historySearches.increment();
    command.stage = Stage.SEARCHED;
    core.wheel.schedule(command, command.giveUpAt);
    waiting.computeIfAbsent(command.lane, lane -> new ArrayList<>()).add(command);
    startNext(command.lane);
  }

  private void startNext(ShardLane lane) {
    if (lane.searching) {
      return;
    }
    List<OpenCommand> next = waiting.remove(lane);
    if (next != null) {
      next.removeIf(OpenCommand::isDone);
      if (!next.isEmpty()) {
        lane.searching = true;
        new Search(lane, next).start();
      }
    }
  }

  /** One walk through a shard's history. */
  private final class Search {
    private final ShardLane lane;
    private final Map<CommandId, OpenCommand> wanted = new HashMap<>();
    private final Set<OpenCommand> sentOnly = new HashSet<>();
    private final long fromMillis;

    Search(ShardLane lane, List<OpenCommand> commands) {
      this.lane = lane;
      commands.forEach(command -> wanted.put(command.id, command));
      fromMillis =
          commands.stream().mapToLong(c -> c.id.timeMillis()).min().orElseThrow() - BEFORE_MILLIS;
    }

    void start() {
      LOG.info("looking for {} expired ids in the history of shard {}", wanted.size(), lane.shard);
      read(
          new Query.OfFeedStart(lane.shard, Math.max(0, fromMillis)),
          answer -> {
            if (answer.payload() instanceof FeedStart start) {
              page(Math.max(1, start.fromBatch()));
            } else {
              stop();
            }
          });
    }

    private void page(long fromBatch) {
      wanted.values().removeIf(OpenCommand::isDone);
      if (wanted.isEmpty()) {
        stop();
        return;
      }
      read(
          new Query.OfFeed(lane.shard, fromBatch, PAGE_BYTES),
          answer -> {
            if (answer.payload() instanceof FeedPage page) {
              take(page);
              if (page.isLast()) {
                core.loop.schedule(() -> core.onLoop(() -> page(page.nextBatch())), AT_END_MILLIS);
              } else {
                page(page.nextBatch());
              }
            } else {
              stop();
            }
          });
    }

    private void take(FeedPage page) {
      for (FeedBatch batch : page.batches()) {
        for (FeedRecord record : batch.records()) {
          OpenCommand command = wanted.get(record.id());
          if (command != null && !command.isDone()) {
            take(command, record);
          }
        }
      }
      for (OpenCommand command : List.copyOf(wanted.values())) {
        boolean past = page.readToMillis() > command.id.timeMillis() + core.router.idWindowMillis();
        if (past && !command.isDone() && !sentOnly.contains(command)) {
          core.finish(command, Outcome.Cancelled.INSTANCE);
        }
      }
    }

    private void take(OpenCommand command, FeedRecord record) {
      if (RecordedContent.contradicts(command.content, record)) {
        core.finish(command, new Outcome.Rejected(RejectionCode.ID_REUSED));
        return;
      }
      switch (record.kind()) {
        case SENT, HOLD_CAPTURE_SENT, ORDER_SENT -> sentOnly.add(command);
        case RETURNED, TO_SUSPENSE -> core.finish(command, new Outcome.Returned(code(record)));
        case DECLINED -> core.finish(command, new Outcome.Rejected(code(record)));
        case CANCELLED -> core.finish(command, Outcome.Cancelled.INSTANCE);
        case RECEIVED, HOLD_EXPIRED -> {
          // Tell of the other end, or of a hold's time; the command's own end is another record.
        }
        default -> core.finish(command, Outcome.Settled.INSTANCE);
      }
    }

    private RejectionCode code(FeedRecord record) {
      RejectionCode code = RejectionCode.ofNumber(record.value());
      return code == null ? RejectionCode.INTERNAL_ERROR : code;
    }

    private void read(Query query, Consumer<ReadAnswer.Ok> next) {
      core.reads.begin(
          new OpenRead(
              query,
              new OpenRead.Callback() {
                @Override
                public void answered(ReadAnswer.Ok answer) {
                  next.accept(answer);
                }

                @Override
                public void refused(RejectionCode code) {
                  LOG.warn("history of shard {} cannot be read: {}", lane.shard, code);
                  stop();
                }
              }));
    }

    /**
     * Whoever has no outcome yet asks again a little later, and comes back here if the id is still
     * expired.
     */
    private void stop() {
      lane.searching = false;
      for (OpenCommand command : wanted.values()) {
        if (command.stage == Stage.SEARCHED) {
          core.rules.rest(command);
        }
      }
      startNext(lane);
    }
  }
}
