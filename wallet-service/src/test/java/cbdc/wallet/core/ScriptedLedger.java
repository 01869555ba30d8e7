package cbdc.wallet.core;

import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.wire.ReadPayload;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A ledger that answers each command as the test says at the time. */
public final class ScriptedLedger implements Ledger {
  private final int bank;
  private final int shardCount;
  private CompletionStage<Outcome> answer = CompletableFuture.completedStage(null);

  /** A ledger that settles nothing yet. */
  public ScriptedLedger(int bank, int shardCount) {
    this.bank = bank;
    this.shardCount = shardCount;
  }

  /** What becomes of every command from now on. */
  public void answers(Outcome outcome) {
    answer = CompletableFuture.completedStage(outcome);
  }

  /** From now on nobody learns what becomes of commands. */
  public void isSilent() {
    answer = CompletableFuture.failedStage(new OutcomeNotKnown("silence"));
  }

  @Override
  public CompletionStage<Outcome> submit(Command command) {
    return answer;
  }

  @Override
  public CompletionStage<Outcome> ask(CommandId id, long account) {
    return answer;
  }

  @Override
  public int bank() {
    return bank;
  }

  @Override
  public UUID cluster() {
    return new UUID(0, 1);
  }

  @Override
  public int shardCount() {
    return shardCount;
  }

  @Override
  public long idWindowMillis() {
    return 120_000;
  }

  @Override
  public CompletionStage<Read<ReadPayload.Balance>> balance(long account) {
    throw new AssertionError("openings and changes of class read no balance");
  }

  @Override
  public CompletionStage<Read<ReadPayload.AccountState>> account(long account) {
    throw new AssertionError("openings and changes of class read no account");
  }
}
