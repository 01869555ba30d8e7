package cbdc.issuer.core;

import cbdc.issuer.core.DeskAnswer.Done;
import cbdc.issuer.core.DeskAnswer.Refused;
import cbdc.issuer.core.OrderRecord.LedgerTerms;
import cbdc.protocol.Approval;
import cbdc.protocol.MalformedException;
import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.PublicKey;
import cbdc.protocol.wire.ReadPayload.BankTotals;
import cbdc.protocol.wire.ReadPayload.Registry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How an order comes into the book: numbered first, then sealed by its maker, wherever the maker's
 * key is, then kept. Nothing is kept that nobody has sealed.
 */
record OrderDrafting(OrderBook book, DeskRules rules, Clock clock) {
  private static final int ATTEMPTS_MAX = 1_000;
  private static final int COLLISIONS_MAX = 16;

  /** What the ledger says about the bank that an order is numbered under. */
  private record Reading(Registry registry, Optional<BankTotals> totals) {
    LedgerTerms terms() {
      return new LedgerTerms(
          registry.issuerThreshold(), registry.issuerKeys(), registry.policy().utcOffsetSeconds());
    }

    long nextNumber() {
      return OrderNumbers.next(registry);
    }
  }

  /** Writes an order with the next free number; keeps nothing. */
  CompletionStage<Preparation> prepare(
      LedgerPort ledger,
      OrderDraft draft,
      OptionalInt lastValidDay,
      int validDays,
      Executor executor) {
    return withReading(
        ledger,
        draft.bank(),
        reading -> prepare(ledger, draft, lastValidDay, validDays, reading),
        executor);
  }

  private Preparation prepare(
      LedgerPort ledger,
      OrderDraft draft,
      OptionalInt lastValidDay,
      int validDays,
      Reading reading) {
    int today = today(reading.terms());
    int lastDay = lastValidDay.orElse(today + validDays);
    Optional<Refused> refusal =
        refusalOfContent(ledger, draft.content(), reading).or(() -> refusalOfDay(lastDay, today));
    if (refusal.isPresent()) {
      return new Preparation.Refused(refusal.get());
    }
    long number = freeNumber(draft.bank(), reading.nextNumber());
    Order order = draft.numbered(rules.cluster(), number, lastDay);
    return new Preparation.Ready(
        OrderCodec.encode(order), reading.terms(), warnings(order, reading));
  }

  /** Numbers, seals and keeps; a number that somebody else takes meanwhile is left to them. */
  CompletionStage<DeskAnswer> draft(
      LedgerPort ledger,
      OrderDraft draft,
      Function<byte[], Approval> seal,
      OptionalInt lastValidDay,
      int validDays,
      Executor executor) {
    return withReading(
        ledger,
        draft.bank(),
        reading -> {
          for (int collision = 0; collision < COLLISIONS_MAX; collision++) {
            Preparation prepared = prepare(ledger, draft, lastValidDay, validDays, reading);
            if (prepared instanceof Preparation.Refused refused) {
              return refused.refusal();
            }
            Preparation.Ready ready = (Preparation.Ready) prepared;
            DeskAnswer answer = keep(ready, seal.apply(ready.bytes()), OrderRecord.NO_NAME);
            if (!(answer instanceof Refused r && r.rule() == DeskRule.CHANGED_MEANWHILE)) {
              return answer;
            }
          }
          return numberTaken();
        },
        executor);
  }

  /** Keeps an order that its maker has sealed elsewhere, if it is still the one to draft. */
  CompletionStage<DeskAnswer> draftSealed(
      LedgerPort ledger, byte[] bytes, Approval seal, String madeBy, Executor executor) {
    Order order;
    try {
      order = OrderCodec.decode(bytes);
    } catch (MalformedException notOne) {
      return CompletableFuture.completedStage(
          new Refused(
              DeskRule.CONTENT_INVALID,
              "the bytes are no order: "
                  + notOne.getMessage()
                  + "; send them exactly as they were prepared"));
    }
    return withReading(
        ledger,
        order.header().bank(),
        reading -> {
          Optional<OrderRecord> kept = keptBefore(order, bytes, seal, madeBy);
          if (kept.isPresent()) {
            return new Done(kept.get());
          }
          Optional<Refused> refusal = refusalOfSealed(ledger, order, reading);
          return refusal.isPresent()
              ? refusal.get()
              : keep(
                  new Preparation.Ready(bytes, reading.terms(), warnings(order, reading)),
                  seal,
                  madeBy);
        },
        executor);
  }

  /** The same order of the same maker: its first answer may have been lost. */
  private Optional<OrderRecord> keptBefore(
      Order order, byte[] bytes, Approval seal, String madeBy) {
    Order.Header header = order.header();
    return book.numberedFrom(header.bank(), header.number()).stream()
        .filter(
            record ->
                Arrays.equals(record.bytes(), bytes)
                    && record.seal().keyId() == seal.keyId()
                    && record.madeBy().equals(madeBy)
                    && record.state(clock.millis()).isOpen())
        .findFirst();
  }

  private Optional<Refused> refusalOfSealed(LedgerPort ledger, Order order, Reading reading) {
    Order.Header header = order.header();
    long free = freeNumber(header.bank(), reading.nextNumber());
    return rules
        .refusalOfCluster(order, "the order")
        .or(() -> refusalOfContent(ledger, order, reading))
        .or(() -> refusalOfDay(header.lastValidDay(), today(reading.terms())))
        .or(
            () ->
                header.number() == free
                    ? Optional.empty()
                    : Optional.of(
                        header.number() > free
                            ? new Refused(
                                DeskRule.NUMBER_TOO_HIGH,
                                "number "
                                    + header.number()
                                    + " would leave out number "
                                    + free
                                    + ": prepare the order again")
                            : numberTaken()));
  }

  private DeskAnswer keep(Preparation.Ready ready, Approval seal, String madeBy) {
    Order order = ready.order();
    Optional<Refused> refusal = refusalOfSeal(ready, seal);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      OrderId id = new OrderId(order.header().bank(), order.header().number(), attempt);
      OrderRecord record =
          new OrderRecord(
              id,
              1,
              ready.bytes(),
              seal,
              madeBy,
              clock.millis(),
              ready.terms(),
              List.of(),
              new Progress.Open());
      if (book.add(record)) {
        return new Done(record, ready.warnings());
      }
      if (book.find(id) instanceof OrderBook.Found.Present(OrderRecord other)) {
        if (other.state(clock.millis()).isOpen()) {
          return numberTaken();
        }
        Optional<Refused> reuse = rules.refusalOfRepeat(other, ready.bytes());
        if (reuse.isPresent()) {
          return reuse.get();
        }
      }
    }
    return new Refused(
        DeskRule.CHANGED_MEANWHILE,
        "the order book holds too many orders with this number: clear it up");
  }

  private Optional<Refused> refusalOfSeal(Preparation.Ready ready, Approval seal) {
    List<PublicKey> keys = ready.terms().issuerKeys();
    Optional<PublicKey> key = LedgerKeys.find(keys, seal.keyId());
    if (key.isEmpty()) {
      return Optional.of(
          new Refused(
              DeskRule.KEY_NOT_THE_ISSUERS,
              "maker's key "
                  + LedgerKeys.keyIdText(seal.keyId())
                  + " is not one of the issuer's keys on the ledger"));
    }
    return OrderSigning.isValidSeal(keys, ready.bytes(), seal)
        ? Optional.empty()
        : Optional.of(
            new Refused(
                DeskRule.SIGNATURE_INVALID,
                "the signature is not that of key "
                    + LedgerKeys.shortName(key.get())
                    + " as maker of exactly these bytes: sign with label "
                    + OrderSigning.MAKER_LABEL));
  }

  private static Refused numberTaken() {
    return new Refused(
        DeskRule.CHANGED_MEANWHILE,
        "another order took the number just now: prepare the order again");
  }

  private Optional<Refused> refusalOfContent(LedgerPort ledger, Order content, Reading reading) {
    return OrderChecks.faultIn(content, ledger.shardCount())
        .or(() -> OrderChecks.faultInRules(content, reading.registry()))
        .map(fault -> new Refused(DeskRule.CONTENT_INVALID, fault));
  }

  private static Optional<Refused> refusalOfDay(int lastDay, int today) {
    return lastDay >= today && lastDay <= today + OrderDesk.VALID_DAYS_MAX
        ? Optional.empty()
        : Optional.of(
            new Refused(
                DeskRule.CONTENT_INVALID,
                "last valid day "
                    + LedgerDay.text(lastDay)
                    + " must be from today, "
                    + LedgerDay.text(today)
                    + ", to "
                    + LedgerDay.text(today + OrderDesk.VALID_DAYS_MAX)));
  }

  private static List<String> warnings(Order order, Reading reading) {
    List<String> warnings =
        new ArrayList<>(EarlyWarnings.of(order, reading.registry(), reading.totals()));
    long number = order.header().number();
    if (number != reading.nextNumber()) {
      warnings.add(
          "number " + number + " can be submitted only after the orders that are open before it");
    }
    return warnings;
  }

  private int today(LedgerTerms terms) {
    return LedgerDay.of(clock.millis(), terms.utcOffsetSeconds());
  }

  /** The lowest number that the ledger still takes and no open order has. */
  private long freeNumber(int bank, long next) {
    Set<Long> taken =
        book.numberedFrom(bank, next).stream()
            .filter(record -> record.state(clock.millis()).isOpen())
            .map(record -> record.id().number())
            .collect(Collectors.toSet());
    long number = next;
    while (taken.contains(number)) {
      number++;
    }
    return number;
  }

  private static <T> CompletionStage<T> withReading(
      LedgerPort ledger, int bank, Function<Reading, T> step, Executor executor) {
    return ledger
        .registry(bank)
        .thenCombine(bankTotals(ledger, bank), Reading::new)
        .thenApplyAsync(step, executor);
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
