package cbdc.wallet.core;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.CommandId;
import java.util.List;

/**
 * An account that this bank opened, with what only the bank knows about it.
 *
 * @param account inner account number
 * @param kind {@code WALLET} or {@code MERCHANT}
 * @param opening the command that opened it
 * @param state whether the ledger has opened it
 * @param classNumber its class, as the history tells; as asked for while it is being opened
 * @param status what the bank allows it, as the history tells
 * @param officialStatus what the issuer's orders allow it, as the history tells
 * @param holderReference the bank's own reference of the holder; for a merchant its public name
 * @param evidence what the holder showed and counts, newest last
 * @param createdMillis wall time at which the bank began to open it
 */
public record AccountRecord(
    long account,
    AccountKind kind,
    CommandId opening,
    State state,
    int classNumber,
    AccountStatus status,
    AccountStatus officialStatus,
    String holderReference,
    List<Evidence> evidence,
    long createdMillis) {
  public AccountRecord {
    evidence = List.copyOf(evidence);
  }

  /** How far its opening has come. */
  public enum State {
    /** The ledger has not answered yet. */
    OPENING,
    OPEN,
    /** The ledger refused; the number is not an account. */
    REFUSED
  }
}
