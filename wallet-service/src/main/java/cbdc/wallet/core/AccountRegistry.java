package cbdc.wallet.core;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
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
   * with the same id it returns what was written first: the same account number, whatever number is
   * proposed now. Fails with {@link NumberTaken} where the number belongs to another opening.
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

  /** Keeps further evidence of a holder. */
  CompletionStage<Void> addEvidence(long account, List<Evidence> evidence);

  /** The account number was proposed before, by another opening: propose another one. */
  final class NumberTaken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** For the number. */
    public NumberTaken(long account) {
      super("account " + AccountNumber.format(account) + " is taken", null, false, false);
    }
  }
}
