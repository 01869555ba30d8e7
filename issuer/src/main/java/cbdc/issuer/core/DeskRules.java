package cbdc.issuer.core;

import cbdc.issuer.core.DeskAnswer.Refused;
import cbdc.issuer.core.OrderRecord.LedgerTerms;
import cbdc.issuer.core.OrderRecord.Signed;
import cbdc.protocol.Approval;
import cbdc.protocol.Order;
import cbdc.protocol.PublicKey;
import cbdc.protocol.wire.ReadPayload.Registry;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The issuer's own rules about approving and submitting, as pure decisions: the first rule that is
 * broken is reported, in the order in which they stand in each method. Only the rule about makers
 * is the issuer's alone; the others are checked again by the ledger.
 *
 * @param cluster the cluster that this issuer gives orders to
 * @param makerMayApprove whether the maker of an order may also approve it, as one of the m
 */
record DeskRules(ClusterId cluster, boolean makerMayApprove) {

  /** Why an approval that was signed elsewhere does not count, or empty. */
  Optional<Refused> refusalOfApproval(
      OrderRecord record, Approval approval, String by, long nowMillis) {
    Optional<Refused> refusal = refusalOfOrder(record, nowMillis);
    if (refusal.isPresent()) {
      return refusal;
    }
    Optional<PublicKey> key = LedgerKeys.find(record.terms().issuerKeys(), approval.keyId());
    if (key.isEmpty()) {
      return refused(
          DeskRule.KEY_NOT_THE_ISSUERS,
          "key "
              + LedgerKeys.keyIdText(approval.keyId())
              + " is not one of the issuer's keys ("
              + names(record.terms())
              + "): use one of these");
    }
    return refusalOfApproval(record, key.get(), by, nowMillis)
        .or(
            () ->
                OrderSigning.isValidApproval(record.terms().issuerKeys(), record.bytes(), approval)
                    ? Optional.empty()
                    : refused(
                        DeskRule.SIGNATURE_INVALID,
                        "the signature is not that of key "
                            + LedgerKeys.shortName(key.get())
                            + " for exactly the bytes of order "
                            + record.id()
                            + ": sign them with label "
                            + OrderSigning.APPROVAL_LABEL));
  }

  /** Why this key of a person, whose name may be unknown, may not approve; or empty. */
  Optional<Refused> refusalOfApproval(
      OrderRecord record, PublicKey key, String by, long nowMillis) {
    Optional<Refused> refusal = refusalOfOrder(record, nowMillis);
    if (refusal.isPresent()) {
      return refusal;
    }
    if (!record.terms().issuerKeys().contains(key)) {
      return refused(
          DeskRule.KEY_NOT_THE_ISSUERS,
          "key "
              + LedgerKeys.shortName(key)
              + " is not one of the issuer's keys ("
              + names(record.terms())
              + "): use one of these");
    }
    if (!makerMayApprove && record.seal().keyId() == key.keyId()) {
      return refused(
          DeskRule.MAKER_MAY_NOT_APPROVE,
          "key "
              + LedgerKeys.shortName(key)
              + " made order "
              + record.id()
              + " and may not approve it too: another key must");
    }
    if (!makerMayApprove && isSamePerson(by, record.madeBy())) {
      return refused(
          DeskRule.MAKER_MAY_NOT_APPROVE,
          by
              + " made order "
              + record.id()
              + " and may not approve it too, with any key: another person must");
    }
    if (record.approvals().stream().anyMatch(signed -> signed.approval().keyId() == key.keyId())) {
      return refused(
          DeskRule.APPROVED_BEFORE,
          "key "
              + LedgerKeys.shortName(key)
              + " has approved order "
              + record.id()
              + " before: each key counts once");
    }
    return record.approvals().stream().anyMatch(signed -> isSamePerson(by, signed.by()))
        ? refused(
            DeskRule.APPROVED_BEFORE,
            by + " has approved order " + record.id() + " before: each person counts once")
        : Optional.empty();
  }

  /**
   * Why an order may not follow an earlier one of its number that is over, or empty. Approvals
   * cover the bytes and no attempt: those of the earlier one would be anybody's to hand in again.
   */
  Optional<Refused> refusalOfRepeat(OrderRecord earlier, byte[] bytes) {
    return !earlier.approvals().isEmpty() && Arrays.equals(earlier.bytes(), bytes)
        ? refused(
            DeskRule.BYTES_APPROVED_BEFORE,
            "order "
                + earlier.id()
                + " had exactly the same bytes and was approved, which would count for this order too: choose another last valid day")
        : Optional.empty();
  }

  /** Why the order may not be given up, or empty. */
  Optional<Refused> refusalOfWithdrawal(OrderRecord record, long nowMillis) {
    return switch (record.state(nowMillis)) {
      case OrderState.Drafted s -> Optional.empty();
      case OrderState.Approved s -> Optional.empty();
      case OrderState.Expired s -> Optional.empty();
      case OrderState state -> wrongState(record, state);
    };
  }

  /** Why the order may not be sent to the ledger, as the registry stands; or empty. */
  Optional<Refused> refusalOfSubmission(OrderRecord record, Registry registry, long nowMillis) {
    Optional<Refused> refusal = refusalOfOrder(record, nowMillis);
    if (refusal.isPresent()) {
      return refusal;
    }
    // The terms in the book could be altered together with the seal; the ledger's keys cannot.
    if (!OrderSigning.isValidSeal(registry.issuerKeys(), record.bytes(), record.seal())) {
      return refused(
          DeskRule.KEY_NOT_THE_ISSUERS,
          "order "
              + record.id()
              + " was made with key "
              + LedgerKeys.keyIdText(record.seal().keyId())
              + ", which is not one of the issuer's keys on the ledger: withdraw it and draft it again");
    }
    List<Approval> counted = countedApprovals(record);
    Set<Long> signers = OrderSigning.signers(registry.issuerKeys(), record.bytes(), counted);
    if (signers.size() < registry.issuerThreshold()) {
      return refused(
          DeskRule.UNDER_APPROVED,
          "order "
              + record.id()
              + " has "
              + signers.size()
              + " of the "
              + registry.issuerThreshold()
              + " approvals that it needs: have "
              + missing(registry, record, signers)
              + " approve it");
    }
    return refusalOfNumber(record, OrderNumbers.next(registry));
  }

  /** The approvals that count: not the maker's, unless that is allowed. */
  List<Approval> countedApprovals(OrderRecord record) {
    return record.approvals().stream()
        .filter(signed -> makerMayApprove || !isMakers(record, signed))
        .map(Signed::approval)
        .toList();
  }

  private static boolean isMakers(OrderRecord record, Signed signed) {
    return signed.approval().keyId() == record.seal().keyId()
        || isSamePerson(signed.by(), record.madeBy());
  }

  private static boolean isSamePerson(String one, String other) {
    return !one.isEmpty() && one.equals(other);
  }

  private Optional<Refused> refusalOfNumber(OrderRecord record, long next) {
    long number = record.id().number();
    if (number > next) {
      return refused(
          DeskRule.NUMBER_TOO_HIGH,
          "order "
              + record.id()
              + " has number "
              + number
              + " but the ledger takes number "
              + next
              + " next: submit the order with that number first, or withdraw this one and draft it again");
    }
    return number < next
        ? refused(
            DeskRule.NUMBER_USED,
            "order "
                + record.id()
                + " has number "
                + number
                + ", which another order has taken (the next is "
                + next
                + "): withdraw it and draft it again")
        : Optional.empty();
  }

  /** Why an order is none of this cluster's, or empty. */
  Optional<Refused> refusalOfCluster(Order order, String name) {
    ClusterId of = new ClusterId(order.header().clusterHigh(), order.header().clusterLow());
    return of.equals(cluster)
        ? Optional.empty()
        : refused(
            DeskRule.FOREIGN_CLUSTER,
            name
                + " is for cluster "
                + of
                + ", but this issuer works for cluster "
                + cluster
                + ": use the order book of that cluster");
  }

  /** What holds for approving and submitting alike. */
  private Optional<Refused> refusalOfOrder(OrderRecord record, long nowMillis) {
    Order.Header header = record.order().header();
    Optional<Refused> foreign = refusalOfCluster(record.order(), "order " + record.id());
    if (foreign.isPresent()) {
      return foreign;
    }
    OrderState state = record.state(nowMillis);
    if (state instanceof OrderState.Expired) {
      return refused(
          DeskRule.EXPIRED,
          "order "
              + record.id()
              + " was valid until "
              + LedgerDay.text(header.lastValidDay())
              + ": withdraw it and draft it again");
    }
    if (!(state instanceof OrderState.Drafted || state instanceof OrderState.Approved)) {
      return wrongState(record, state);
    }
    return refusalOfSignatures(record);
  }

  /** Whoever changed the bytes, or put somebody else's name under them, is found here. */
  Optional<Refused> refusalOfSignatures(OrderRecord record) {
    List<PublicKey> keys = record.terms().issuerKeys();
    if (record.order().header().bank() != record.id().bank()
        || record.order().header().number() != record.id().number()) {
      return altered(record, "is kept under another bank or number than its bytes say");
    }
    if (!OrderSigning.isValidSeal(keys, record.bytes(), record.seal())) {
      return altered(record, "does not carry a valid signature of the one who made it");
    }
    for (Signed signed : record.approvals()) {
      if (!OrderSigning.isValidApproval(keys, record.bytes(), signed.approval())) {
        return altered(
            record,
            "carries an approval of key "
                + LedgerKeys.keyIdText(signed.approval().keyId())
                + " that does not fit its bytes");
      }
    }
    return Optional.empty();
  }

  private static Optional<Refused> altered(OrderRecord record, String how) {
    return refused(
        DeskRule.ORDER_ALTERED,
        "order "
            + record.id()
            + " "
            + how
            + ": it was altered; find out how, withdraw it and draft it again");
  }

  private static Optional<Refused> wrongState(OrderRecord record, OrderState state) {
    return refused(
        DeskRule.STATE_NOT_ALLOWED,
        "order "
            + record.id()
            + " is "
            + state.text()
            + ": nothing more can be done with it this way");
  }

  private String missing(Registry registry, OrderRecord record, Set<Long> signers) {
    List<PublicKey> free =
        registry.issuerKeys().stream()
            .filter(key -> !signers.contains(key.keyId()))
            .filter(key -> makerMayApprove || key.keyId() != record.seal().keyId())
            .toList();
    return free.isEmpty()
        ? "more keys (there are none left that may: the issuer needs more keys than must sign)"
        : free.stream().map(LedgerKeys::shortName).collect(Collectors.joining(" or "));
  }

  private static String names(LedgerTerms terms) {
    return terms.issuerKeys().stream().map(LedgerKeys::shortName).collect(Collectors.joining(", "));
  }

  private static Optional<Refused> refused(DeskRule rule, String message) {
    return Optional.of(new Refused(rule, message));
  }
}
