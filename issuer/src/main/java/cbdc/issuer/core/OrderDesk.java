package cbdc.issuer.core;

import cbdc.crypto.SigningKey;
import cbdc.issuer.core.DeskAnswer.Done;
import cbdc.issuer.core.DeskAnswer.Refused;
import cbdc.issuer.core.OrderRecord.LedgerTerms;
import cbdc.issuer.core.OrderRecord.Signed;
import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.PublicKey;
import cbdc.protocol.wire.ReadPayload.BankTotals;
import cbdc.protocol.wire.ReadPayload.Registry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

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

  private static final int ATTEMPTS_MAX = 1_000;

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
    return ledger
        .registry(draft.bank())
        .thenCombineAsync(
            bankTotals(ledger, draft.bank()),
            (registry, totals) -> {
              Optional<String> fault =
                  OrderChecks.faultIn(draft.content(), ledger.shardCount())
                      .or(() -> OrderChecks.faultInRules(draft.content(), registry));
              return fault.isPresent()
                  ? new Refused(DeskRule.CONTENT_INVALID, fault.get())
                  : draft(draft, maker, lastValidDay, validDays, registry, totals);
            },
            executor);
  }

  private DeskAnswer draft(
      OrderDraft draft,
      SigningKey maker,
      OptionalInt lastValidDay,
      int validDays,
      Registry registry,
      Optional<BankTotals> totals) {
    LedgerTerms terms =
        new LedgerTerms(
            registry.issuerThreshold(),
            registry.issuerKeys(),
            registry.policy().utcOffsetSeconds());
    PublicKey makerKey = LedgerKeys.of(maker.verifyingKey());
    if (!terms.issuerKeys().contains(makerKey)) {
      return new Refused(
          DeskRule.KEY_NOT_THE_ISSUERS,
          "maker's key "
              + LedgerKeys.shortName(makerKey)
              + " is not one of the issuer's keys on the ledger");
    }
    int today = LedgerDay.of(clock.millis(), terms.utcOffsetSeconds());
    int lastDay = lastValidDay.orElse(today + validDays);
    if (lastDay < today || lastDay > today + VALID_DAYS_MAX) {
      return new Refused(
          DeskRule.CONTENT_INVALID,
          "last valid day "
              + LedgerDay.text(lastDay)
              + " must be from today, "
              + LedgerDay.text(today)
              + ", to "
              + LedgerDay.text(today + VALID_DAYS_MAX));
    }
    long number = freeNumber(draft.bank(), OrderNumbers.next(registry));
    Order order = draft.numbered(rules.cluster(), number, lastDay);
    List<String> warnings = new ArrayList<>(EarlyWarnings.of(order, registry, totals));
    if (number != OrderNumbers.next(registry)) {
      warnings.add(
          "number " + number + " can be submitted only after the orders that are open before it");
    }
    return keep(order, maker, terms, warnings);
  }

  private DeskAnswer keep(Order order, SigningKey maker, LedgerTerms terms, List<String> warnings) {
    byte[] bytes = OrderCodec.encode(order);
    for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      OrderId id = new OrderId(order.header().bank(), order.header().number(), attempt);
      OrderRecord record =
          new OrderRecord(
              id,
              1,
              bytes,
              OrderSigning.sealAsMaker(maker, bytes),
              clock.millis(),
              terms,
              List.of(),
              new Progress.Open());
      if (book.add(record)) {
        return new Done(record, warnings);
      }
    }
    return new Refused(
        DeskRule.CHANGED_MEANWHILE,
        "the order book holds too many orders with this number: clear it up");
  }

  /** The lowest number that the ledger still takes and no open order has. */
  private long freeNumber(int bank, long next) {
    Set<Long> taken =
        book.list().orders().stream()
            .filter(record -> record.id().bank() == bank && record.state(clock.millis()).isOpen())
            .map(record -> record.id().number())
            .collect(Collectors.toSet());
    long number = next;
    while (taken.contains(number)) {
      number++;
    }
    return number;
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
    return rules.refusalOfApproval(record, key, clock.millis());
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
          Optional<Refused> refusal =
              rules.refusalOfApproval(record, LedgerKeys.of(key.verifyingKey()), clock.millis());
          return refusal.isPresent()
              ? refusal.get()
              : replaced(
                  record.with(
                      new Signed(OrderSigning.approve(key, record.bytes()), clock.millis())),
                  List.of());
        });
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

  private static CompletionStage<Optional<BankTotals>> bankTotals(LedgerPort ledger, int bank) {
    return ledger
        .supply(0)
        .handle(
            (reading, failure) ->
                failure != null
                    ? Optional.empty()
                    : reading.supply().banks().stream()
                        .filter(totals -> totals.bank() == bank)
                        .findFirst());
  }
}
