package cbdc.simulator.simulate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Bugs of the kinds that lose or double money, each in the line where it would be made. */
final class PlantedBugs {
  private static final String LEDGER = "settlement/ledger/src/main/java/cbdc/settlement/ledger/";
  private static final String NODE = "settlement/node/src/main/java/cbdc/settlement/node/";

  private PlantedBugs() {}

  static List<PlantedBug> all() {
    return List.of(
        bug(
            1,
            "a credit is told before the destination has committed it",
            NODE + "shard/CommittedAnswers.java",
            "answers.add(outcome);",
            "answers.add(outcome instanceof Outcome.Pending ? Outcome.Settled.INSTANCE : outcome);"),
        bug(
            5,
            "a flush does not wait for the disk",
            NODE + "store/ShardLog.java",
            "committer.await(ticket);",
            ""),
        bug(
            14,
            "a vote is not durable",
            NODE + "store/RaftShardStore.java",
            "persistAndFlush(\n              Keys.TERM,",
            "Checked.seal(\n              Keys.shard(shard, Keys.TERM),"),
        bug(
            1,
            "a batch is answered before it is committed",
            NODE + "shard/ShardLeader.java",
            "    clientWork.add(work);\n",
            """
                clientWork.add(work);
                work.whenAnswered()
                    .accept(
                        new BatchAnswer.Answered(
                            shard,
                            work.batchNumber(),
                            term,
                            1,
                            java.util.Collections.nCopies(
                                work.commandCount(), Outcome.Settled.INSTANCE)));
            """),
        bug(
            67,
            "a leader reads without asking a majority",
            NODE + "raft/LinearizableReads.java",
            "    waiting.add(whenReady);\n",
            """
                if (((io.microraft.impl.RaftNodeImpl) node).state().leaderState() != null) {
                  whenReady.accept(
                      new ReadOutcome.Current(
                          ((io.microraft.impl.RaftNodeImpl) node).state().lastApplied()));
                  return;
                }
                waiting.add(whenReady);
            """),
        bug(
            9,
            "a leader reads by its lease, and its clock stood still",
            NODE + "raft/LinearizableReads.java",
            "QueryPolicy.LINEARIZABLE",
            "QueryPolicy.LEADER_LEASE"),
        bug(
            29,
            "a read joins an earlier round",
            NODE + "raft/LinearizableReads.java",
            "    if (!roundRunning) {\n      startRound();\n    }\n  }\n\n  private",
            "    startRound();\n  }\n\n  private"),
        bug(
            1,
            "an outbox is trimmed by a mark that is not committed",
            NODE + "shard/ShardLeader.java",
            "        case QUEUED, ON_ITS_WAY -> {}\n",
            """
                    case QUEUED, ON_ITS_WAY ->
                        tell(
                            told,
                            delivery,
                            Receipt.Status.TAKEN,
                            delivery.group().lastSequence(),
                            state.lastSent(source));
            """),
        bug(
            1,
            "an id that is not found is taken for one that never executes",
            LEDGER + "decide/AskOutcomeDecider.java",
            "new Accepted(List.of(new OutcomeCancelled(c.id())), Outcome.Cancelled.INSTANCE);",
            "new Decision.Duplicate(Outcome.Cancelled.INSTANCE);"),
        bug(
            3,
            "a wiped disk votes",
            NODE + "link/Handshake.java",
            "if (!hello.journalId().equals(recorded)) {",
            "if (recorded == null) {"),
        bug(
            1,
            "ids are forgotten by the machine's own clock",
            LEDGER + "state/IdWindow.java",
            "return second != Long.MAX_VALUE && timeMillis - windowMillis > second * 1000 + 999;",
            "return second != Long.MAX_VALUE && System.currentTimeMillis() - windowMillis > second * 1000 + 999;"),
        bug(
            36,
            "an append answer of an earlier term counts",
            NODE + "raft/InboundGuard.java",
            "return answer && message.getTerm() < state.term();",
            "return false;"),
        bug(
            12,
            "a restored backup votes",
            NODE + "store/Backup.java",
            "    copy.write(\n        new CommitRound(\n            CommitRound.Kind.SYNCED, List.of(GenesisRecords.journal(UUID.randomUUID()))));\n",
            ""),
        bug(
            1,
            "an expired id is called cancelled",
            LEDGER + "decide/CommandDecider.java",
            "    if (id != null) {\n",
            """
                if (id == RejectionCode.ID_EXPIRED && command instanceof AskOutcome) {
                  return new Duplicate(cbdc.protocol.Outcome.Cancelled.INSTANCE);
                }
                if (id != null) {
            """),
        bug(
            1,
            "an order is executed twice",
            LEDGER + "decide/SubmitOrderDecider.java",
            "return next ? null : RejectionCode.ORDER_OUT_OF_SEQUENCE;",
            "return next || order.header().number() > 0 ? null : RejectionCode.ORDER_EXPIRED;"),
        bug(
            1,
            "an uncommitted entry gets into the history",
            NODE + "raft/InboundGuard.java",
            "    } else {\n      node.handle(message);\n    }\n  }\n",
            """
                } else if (message instanceof AppendEntriesSuccessResponse answer
                    && state.leaderState() != null) {
                  node.handle(
                      factory
                          .createAppendEntriesSuccessResponseBuilder()
                          .setGroupId(answer.getGroupId())
                          .setSender(answer.getSender())
                          .setTerm(answer.getTerm())
                          .setLastLogIndex(state.log().lastLogOrSnapshotIndex())
                          .setQuerySequenceNumber(answer.getQuerySequenceNumber())
                          .setFlowControlSequenceNumber(answer.getFlowControlSequenceNumber())
                          .build());
                } else {
                  node.handle(message);
                }
              }
            """),
        bug(
            12,
            "a failed flush is swallowed",
            NODE + "store/InlineCommitter.java",
            "throw fence.haltAndStand(\"the store could not write: \" + failed.getMessage(), failed);",
            ""),
        bug(
            1,
            "the log's tail is dropped on a guess",
            NODE + "raft/InboundGuard.java",
            "    if (contradictsCommitted(request)) {\n      return;\n    }\n    long previous = request.getPreviousLogIndex();\n",
            """
                if (contradictsCommitted(request)) {
                  return;
                }
                long previous = request.getPreviousLogIndex();
                if (previous < state.log().lastLogOrSnapshotIndex() && previous >= state.commitIndex()) {
                  dropFrom(previous + 1, request.getSender());
                }
            """));
  }

  /** Edits are pairs: what stands there, and what stands there instead. */
  private static PlantedBug bug(long knownSeed, String name, String file, String... edits) {
    List<PlantedBug.Edit> pairs = new ArrayList<>();
    for (int i = 0; i < edits.length; i += 2) {
      pairs.add(new PlantedBug.Edit(edits[i], edits[i + 1]));
    }
    return new PlantedBug(name, knownSeed, Path.of(file), pairs);
  }
}
