package cbdc.issuer.core;

import cbdc.protocol.Approval;
import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.PublicKey;
import java.util.ArrayList;
import java.util.List;

/**
 * An order in the issuer's book. Immutable; each change is a new record with the next version.
 *
 * @param id its name
 * @param version 1 when drafted, plus 1 for every change: two people never overwrite each other
 * @param bytes the exact bytes that are signed; not copied, never changed
 * @param seal signature of the maker's key over these bytes
 * @param madeBy name of the person who made it, where the issuer's service knows names; else empty,
 *     and the key alone says who it was
 * @param draftedAtMillis when it was drafted, Unix milliseconds
 * @param terms what the ledger went by then
 * @param approvals signatures so far, each key once
 * @param progress what happened since
 */
public record OrderRecord(
    OrderId id,
    long version,
    byte[] bytes,
    Approval seal,
    String madeBy,
    long draftedAtMillis,
    LedgerTerms terms,
    List<Signed> approvals,
    Progress progress) {
  /** Stands for a person whom only the key tells. */
  public static final String NO_NAME = "";

  public OrderRecord {
    approvals = List.copyOf(approvals);
  }

  /** An order of somebody without a name. */
  public OrderRecord(
      OrderId id,
      long version,
      byte[] bytes,
      Approval seal,
      long draftedAtMillis,
      LedgerTerms terms,
      List<Signed> approvals,
      Progress progress) {
    this(id, version, bytes, seal, NO_NAME, draftedAtMillis, terms, approvals, progress);
  }

  /**
   * What shard 0 went by when the order was drafted. It lets approvers work without a connection;
   * the ledger's own terms decide in the end.
   *
   * @param threshold approvals needed
   * @param issuerKeys keys that may approve
   * @param utcOffsetSeconds where a day begins
   */
  public record LedgerTerms(int threshold, List<PublicKey> issuerKeys, int utcOffsetSeconds) {
    public LedgerTerms {
      issuerKeys = List.copyOf(issuerKeys);
    }
  }

  /**
   * An approval.
   *
   * @param by name of the person who gave it, or {@link #NO_NAME}
   * @param atMillis when it was given, Unix milliseconds
   */
  public record Signed(Approval approval, String by, long atMillis) {
    /** An approval of somebody without a name. */
    public Signed(Approval approval, long atMillis) {
      this(approval, NO_NAME, atMillis);
    }
  }

  /** The order that the bytes say. */
  public Order order() {
    return OrderCodec.decode(bytes);
  }

  /** The approvals alone. */
  public List<Approval> signatures() {
    return approvals.stream().map(Signed::approval).toList();
  }

  /** Where it stands on a day. */
  public OrderState state(long nowMillis) {
    return switch (progress) {
      case Progress.Open open -> openState(nowMillis);
      case Progress.Sent sent -> new OrderState.Submitted();
      case Progress.Executed executed -> new OrderState.Executed();
      case Progress.Refused refused -> new OrderState.Refused(refused.code());
      case Progress.Withdrawn withdrawn -> new OrderState.Withdrawn();
    };
  }

  private OrderState openState(long nowMillis) {
    if (LedgerDay.of(nowMillis, terms.utcOffsetSeconds()) > order().header().lastValidDay()) {
      return new OrderState.Expired();
    }
    return approvals.isEmpty()
        ? new OrderState.Drafted()
        : new OrderState.Approved(approvals.size(), terms.threshold());
  }

  OrderRecord with(Signed approval) {
    List<Signed> more = new ArrayList<>(approvals);
    more.add(approval);
    return new OrderRecord(
        id, version + 1, bytes, seal, madeBy, draftedAtMillis, terms, more, progress);
  }

  OrderRecord with(Progress next) {
    return new OrderRecord(
        id, version + 1, bytes, seal, madeBy, draftedAtMillis, terms, approvals, next);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OrderRecord that
        && id.equals(that.id)
        && version == that.version
        && java.util.Arrays.equals(bytes, that.bytes)
        && seal.equals(that.seal)
        && madeBy.equals(that.madeBy)
        && draftedAtMillis == that.draftedAtMillis
        && terms.equals(that.terms)
        && approvals.equals(that.approvals)
        && progress.equals(that.progress);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }
}
