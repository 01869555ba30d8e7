package cbdc.wallet.core;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.CommandId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The accounts that this bank opened, and whose they are. Stages fail with {@link
 * StoreUnavailable}.
 */
public interface AccountRegistry {
  /**
   * Writes down that an account is about to be opened, under its opening command's id. Done again
   * with the same id it returns what was written first, whatever is proposed now: the same account
   * number, and class, holder and evidence as they were asked for then. Fails with {@link
   * NumberTaken} where the number belongs to another opening.
   *
   * @param account state {@code OPENING}
   */
  CompletionStage<AccountRecord> begin(AccountRecord account);

  /** Notes the ledger's answer. The projection notes it too, should this never be called. */
  CompletionStage<Void> opened(long account, boolean accepted);

  /** One account. */
  CompletionStage<Optional<AccountRecord>> find(long account);

  /** Accounts of a kind, newest first; fails with {@link Page.CursorInvalid} as lists do. */
  CompletionStage<Page<AccountRecord>> list(AccountKind kind, Page.Request page);

  /** Most pieces of evidence that are kept for one account, those that do not count included. */
  int EVIDENCE_MAX = 100;

  /** How evidence was kept. */
  enum Kept {
    /** Now, or the same before. */
    KEPT,
    /** Other evidence was kept for the command before; nothing was changed. */
    OTHER,
    /** There would be more than {@link #EVIDENCE_MAX}; nothing was changed. */
    FULL
  }

  /**
   * Keeps what a holder shows for a change of class, before the ledger is asked. It counts, and is
   * part of {@link AccountRecord#evidence()}, once the change has settled.
   */
  CompletionStage<Kept> keepEvidence(long account, CommandId change, List<Evidence> shown);

  /**
   * Notes the ledger's answer to a change of class: what was shown for it counts from now on, or is
   * forgotten. What counts already stays. The projection notes a change as well, should this never
   * be called.
   */
  CompletionStage<Void> evidenceAnswered(long account, CommandId change, boolean settled);

  /** The account number was proposed before, by another opening: propose another one. */
  final class NumberTaken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** For the number. */
    public NumberTaken(long account) {
      super("account " + AccountNumber.format(account) + " is taken", null, false, false);
    }
  }
}
