package cbdc.wallet.client;

import cbdc.kit.trace.CurrentSpan;
import cbdc.kit.trace.Span;
import cbdc.kit.trace.Tracing;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.wire.ReadPayload;
import cbdc.wallet.core.Ledger;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * A ledger whose commands are spans of the requests that they belong to, from submitting to the
 * outcome. A span tells kind, shard and outcome of a command: no account, no amount, no id.
 */
public final class TracedLedger implements Ledger {
  private final Ledger ledger;
  private final Tracing tracing;

  /** The same ledger, traced. */
  public TracedLedger(Ledger ledger, Tracing tracing) {
    this.ledger = ledger;
    this.tracing = tracing;
  }

  @Override
  public int bank() {
    return ledger.bank();
  }

  @Override
  public UUID cluster() {
    return ledger.cluster();
  }

  @Override
  public int shardCount() {
    return ledger.shardCount();
  }

  @Override
  public long idWindowMillis() {
    return ledger.idWindowMillis();
  }

  @Override
  public CompletionStage<Outcome> submit(Command command) {
    if (CurrentSpan.get() == null) {
      return ledger.submit(command);
    }
    Span span = tracing.question("ledger " + command.getClass().getSimpleName());
    span.tag("cbdc.shard", AccountNumber.shard(command.routingAccount(), shardCount()));
    CompletionStage<Outcome> submitted = ledger.submit(command);
    // Beside the payment, not on its way: what goes wrong here is not its business.
    submitted.whenComplete((outcome, failure) -> end(span, outcome));
    return CurrentSpan.carry(submitted);
  }

  @Override
  public CompletionStage<Outcome> ask(CommandId id, long account) {
    return CurrentSpan.carry(ledger.ask(id, account));
  }

  @Override
  public CompletionStage<Read<ReadPayload.Balance>> balance(long account) {
    return CurrentSpan.carry(ledger.balance(account));
  }

  @Override
  public CompletionStage<Read<ReadPayload.AccountState>> account(long account) {
    return CurrentSpan.carry(ledger.account(account));
  }

  private static void end(Span span, Outcome outcome) {
    switch (outcome) {
      case Outcome.Settled settled -> span.tag("cbdc.outcome", "settled");
      case Outcome.Pending pending -> span.tag("cbdc.outcome", "pending");
      case Outcome.Cancelled cancelled -> span.tag("cbdc.outcome", "cancelled");
      case Outcome.Returned returned -> {
        span.tag("cbdc.outcome", "returned");
        span.tag("cbdc.rejection", returned.code().name());
      }
      case Outcome.Rejected rejected -> {
        span.tag("cbdc.outcome", "declined");
        span.tag("cbdc.rejection", rejected.code().name());
      }
      case null -> {
        span.tag("cbdc.outcome", "unknown");
        span.fail();
      }
    }
    span.end();
  }
}
