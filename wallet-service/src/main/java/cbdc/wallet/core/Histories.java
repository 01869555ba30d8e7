package cbdc.wallet.core;

import cbdc.protocol.CommandId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What the bank's part of the committed history says: a projection that follows the ledger, some
 * milliseconds behind when all is well. Stages fail with {@link StoreUnavailable}. A cursor that is
 * not of the list fails with {@link Page.CursorInvalid}.
 */
public interface Histories {
  /** What there is of the command with this key, all as of one moment. */
  CompletionStage<CommandTrace> trace(PaymentKey key);

  /**
   * The payments with an id in which an account takes part; as a rule one, and the one that the
   * account paid first.
   */
  CompletionStage<List<PaymentRecord>> payments(CommandId id, long account);

  /** Payments with an id, whoever takes part; for the bank's own staff. */
  CompletionStage<List<PaymentRecord>> payments(CommandId id);

  /** An account's payments, newest first. */
  CompletionStage<Page<PaymentRecord>> payments(long account, Page.Request page);

  /** An account's statement, newest first. */
  CompletionStage<Page<EntryRecord>> entries(long account, Page.Request page);

  /** Refunds of a payment, oldest first. */
  CompletionStage<List<PaymentRecord>> refunds(PaymentKey payment);

  /** What became of a payment or hold, step by step. */
  CompletionStage<List<TimelineEvent>> timeline(PaymentKey key);

  /** A hold, by the shard of its payer. */
  CompletionStage<Optional<HoldRecord>> hold(PaymentKey key);

  /** Holds with an id, whoever takes part; as a rule one. */
  CompletionStage<List<HoldRecord>> holds(CommandId id);

  /** Holds in which an account takes part, newest first. */
  CompletionStage<Page<HoldRecord>> holds(long account, Page.Request page);

  /** How far the projection has come, one for each shard, from memory. */
  List<AsOf> asOf();
}
