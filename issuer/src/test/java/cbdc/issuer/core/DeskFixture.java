package cbdc.issuer.core;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.crypto.LocalSigningKey;
import cbdc.crypto.SigningKey;
import cbdc.issuer.core.DeskAnswer.Done;
import cbdc.issuer.core.FakeLedger.Way;
import cbdc.protocol.Order;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.Random;

/** A desk with its book, a ledger and a clock, and short ways to bring an order somewhere. */
final class DeskFixture {
  final FakeLedger ledger = new FakeLedger(Keys.CLUSTER, 4, 2, Keys.PUBLIC);
  final MemoryOrderBook book = new MemoryOrderBook();
  final ManualClock clock = new ManualClock(Instant.parse("2026-11-22T10:00:00Z"));
  final CommandIds ids = CommandIds.of(clock, new Random(5));
  final OrderDesk desk = new OrderDesk(book, Keys.CLUSTER, false, clock);

  /** Where an order can be. */
  enum At {
    DRAFTED,
    APPROVED_ONCE,
    APPROVED,
    SUBMITTED,
    EXECUTED,
    REFUSED,
    EXPIRED,
    WITHDRAWN
  }

  OrderId bringTo(At at) {
    OrderId id = draft(OrderDraft.issue(1, 100)).id();
    switch (at) {
      case DRAFTED -> {
        // There already.
      }
      case APPROVED_ONCE -> approve(id, Keys.BOB);
      case EXPIRED -> clock.advance(Duration.ofDays(8));
      case WITHDRAWN -> desk.withdraw(id);
      default -> {
        approve(id, Keys.BOB);
        approve(id, Keys.CAROL);
        switch (at) {
          case SUBMITTED -> ledger.ways.add(Way.ANSWER_LOST);
          case REFUSED ->
              ledger.verdict =
                  outcome -> new Outcome.Rejected(RejectionCode.ORDER_OVER_QUOTA, 7, 0);
          default -> {
            // Nothing stands in its way.
          }
        }
        if (at != At.APPROVED) {
          submit(id);
        }
      }
    }
    return id;
  }

  OrderRecord draft(OrderDraft content) {
    return done(tryDraft(content, Keys.ALICE, OptionalInt.empty())).order();
  }

  DeskAnswer tryDraft(OrderDraft content, LocalSigningKey maker, OptionalInt lastDay) {
    return desk.draft(ledger, content, maker, lastDay, 7, Runnable::run)
        .toCompletableFuture()
        .join();
  }

  OrderId approved(OrderDraft content) {
    OrderId id = draft(content).id();
    approve(id, Keys.BOB);
    approve(id, Keys.CAROL);
    return id;
  }

  void approve(OrderId id, SigningKey key) {
    done(desk.approve(book.orders.get(id), key));
  }

  DeskAnswer submit(OrderId id) {
    return desk.submit(ledger, id, ids, Runnable::run).toCompletableFuture().join();
  }

  OrderState stateOf(OrderId id) {
    return desk.state(book.orders.get(id));
  }

  Order order(OrderId id) {
    return book.orders.get(id).order();
  }

  static Done done(DeskAnswer answer) {
    assertThat(answer).isInstanceOf(Done.class);
    return (Done) answer;
  }

  static int day(String date) {
    return (int) java.time.LocalDate.parse(date).toEpochDay();
  }
}
