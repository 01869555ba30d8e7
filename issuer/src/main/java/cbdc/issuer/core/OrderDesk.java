package cbdc.issuer.core;

import cbdc.crypto.SigningKey;
import cbdc.issuer.core.DeskAnswer.Done;
import cbdc.issuer.core.DeskAnswer.Refused;
import cbdc.issuer.core.OrderRecord.Signed;
import cbdc.protocol.Approval;
import cbdc.protocol.PublicKey;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;

/**
 * Where people bring an order from draft to outcome: one makes it, m others look at it and approve,
 * anyone submits it. Drafting and submitting need the ledger; looking, approving and withdrawing
 * need the order book only, so that approvers' keys can stay off the network.
 *
 * <p>Refused and failed steps change nothing. The book is asked on the caller's thread, or after
 * the ledger's answer on the given executor.
 */
public final class OrderDesk {
  /** An order may be valid for this many days at most: an approved order in a drawer is a risk. */
  public static final int VALID_DAYS_MAX = 366;

  private static final int CONTENDERS_MAX = 64;

  private final OrderBook book;
  private final DeskRules rules;
  private final Clock clock;

  /**
   * A desk for one cluster.
   *
   * @param makerMayApprove whether who made an order may also be one of the m who approve it; false
   *     is the four-eyes rule
   * @param clock tells which day it is
   */
  public OrderDesk(OrderBook book, ClusterId cluster, boolean makerMayApprove, Clock clock) {
    this.book = book;
    this.rules = new DeskRules(cluster, makerMayApprove);
    this.clock = clock;
  }

  /**
   * Writes an order with the next free number of its bank and keeps it.
   *
   * @param maker one of the issuer's keys; its signature says who made the order and approves
   *     nothing
   * @param lastValidDay epoch day, or empty for {@code validDays} from today
   * @param validDays days after today
   */
  public CompletionStage<DeskAnswer> draft(
      LedgerPort ledger,
      OrderDraft draft,
      SigningKey maker,
      OptionalInt lastValidDay,
      int validDays,
      Executor executor) {
    return drafting()
        .draft(
            ledger,
            draft,
            bytes -> OrderSigning.sealAsMaker(maker, bytes),
            lastValidDay,
            validDays,
            executor);
  }

  /**
   * Writes an order with the next free number of its bank, for a maker whose key is elsewhere.
   * Nothing is kept, and the number is not reserved.
   *
   * @param lastValidDay epoch day, or empty for {@code validDays} from today
   */
  public CompletionStage<Preparation> prepare(
      LedgerPort ledger,
      OrderDraft draft,
      OptionalInt lastValidDay,
      int validDays,
      Executor executor) {
    return drafting().prepare(ledger, draft, lastValidDay, validDays, executor);
  }

  /**
   * Keeps an order that {@link #prepare} wrote and its maker has sealed.
   *
   * @param seal as {@link OrderSigning#sealAsMaker} makes it
   * @param madeBy name of the maker: the same person does not approve the order, whatever the key
   */
  public CompletionStage<DeskAnswer> draftSealed(
      LedgerPort ledger, byte[] bytes, Approval seal, String madeBy, Executor executor) {
    return drafting().draftSealed(ledger, bytes, seal, madeBy, executor);
  }

  private OrderDrafting drafting() {
    return new OrderDrafting(book, rules, clock);
  }

  /** One order as it is kept. Its signatures are checked. */
  public DeskAnswer show(OrderId id) {
    return with(
        id,
        record ->
            rules
                .refusalOfSignatures(record)
                .<DeskAnswer>map(r -> r)
                .orElseGet(() -> new Done(record)));
  }

  /** All orders, and what could not be read. */
  public OrderBook.Listing list() {
    return book.list();
  }

  /** Where an order stands now. */
  public OrderState state(OrderRecord record) {
    return record.state(clock.millis());
  }

  /** Why this key may not approve now, or empty: for asking before people are shown the order. */
  public Optional<Refused> refusalOfApproval(OrderRecord record, PublicKey key) {
    return rules.refusalOfApproval(record, key, OrderRecord.NO_NAME, clock.millis());
  }

  /**
   * Signs an order.
   *
   * @param seen the order as the approver was shown it; if the book holds another version by now,
   *     nothing is signed
   */
  public DeskAnswer approve(OrderRecord seen, SigningKey key) {
    return with(
        seen.id(),
        record -> {
          if (!record.equals(seen)) {
            return changedMeanwhile(seen.id());
          }
          Optional<Refused> refusal = refusalOfApproval(record, LedgerKeys.of(key.verifyingKey()));
          return refusal.isPresent()
              ? refusal.get()
              : replaced(
                  record.with(
                      new Signed(OrderSigning.approve(key, record.bytes()), clock.millis())),
                  List.of());
        });
  }

  /**
   * Takes an approval that was signed elsewhere. It covers exactly the order's bytes, and those
   * never change; so whoever else approves at the same moment is in nobody's way.
   *
   * @param by name of the person who approves
   */
  public DeskAnswer approve(OrderId id, Approval approval, String by) {
    for (int contender = 0; contender < CONTENDERS_MAX; contender++) {
      DeskAnswer answer = with(id, record -> approve(record, approval, by));
      if (!(answer instanceof Refused r && r.rule() == DeskRule.CHANGED_MEANWHILE)) {
        return answer;
      }
    }
    return changedMeanwhile(id);
  }

  private DeskAnswer approve(OrderRecord record, Approval approval, String by) {
    Optional<Refused> refusal = rules.refusalOfApproval(record, approval, by, clock.millis());
    return refusal.isPresent()
        ? refusal.get()
        : replaced(record.with(new Signed(approval, by, clock.millis())), List.of());
  }

  /** Gives an order up that was not submitted. */
  public DeskAnswer withdraw(OrderId id) {
    return with(
        id,
        record -> {
          Optional<Refused> refusal = rules.refusalOfWithdrawal(record, clock.millis());
          if (refusal.isPresent()) {
            return refusal.get();
          }
          boolean signed = record.approvals().size() >= record.terms().threshold();
          return replaced(
              record.with(new Progress.Withdrawn(clock.millis())),
              signed
                  ? List.of(
                      "it carries enough approvals: whoever has a copy could submit it until its last valid day")
                  : List.of());
        });
  }

  /**
   * Sends an order to the ledger and notes what comes of it. An order that was sent before, and
   * whose outcome was not learnt, is asked for; it never executes twice.
   */
  public CompletionStage<DeskAnswer> submit(
      LedgerPort ledger, OrderId id, CommandIds ids, Executor executor) {
    return new OrderSubmission(book, rules, clock, ledger, ids, executor).submit(id);
  }

  private DeskAnswer with(OrderId id, java.util.function.Function<OrderRecord, DeskAnswer> step) {
    return lookUp(book, id, (record, refusal) -> record == null ? refusal : step.apply(record));
  }

  private DeskAnswer replaced(OrderRecord next, List<String> warnings) {
    return book.replace(next) ? new Done(next, warnings) : changedMeanwhile(next.id());
  }

  static Refused changedMeanwhile(OrderId id) {
    return new Refused(
        DeskRule.CHANGED_MEANWHILE,
        "order " + id + " was changed by somebody else just now: look at it again");
  }

  /** Calls the step with the order, or with why there is none. */
  static <T> T lookUp(OrderBook book, OrderId id, BiFunction<OrderRecord, Refused, T> step) {
    return switch (book.find(id)) {
      case OrderBook.Found.Present found -> step.apply(found.order(), null);
      case OrderBook.Found.Absent absent ->
          step.apply(
              null,
              new Refused(
                  DeskRule.ORDER_UNKNOWN,
                  "order "
                      + id
                      + " is not in the order book"
                      + (absent.notice().isEmpty() ? "" : " (" + absent.notice() + ")")
                      + ": 'issuer list' shows what is"));
      case OrderBook.Found.Damaged damaged ->
          step.apply(null, new Refused(DeskRule.ORDER_ALTERED, damaged.notice()));
    };
  }
}
