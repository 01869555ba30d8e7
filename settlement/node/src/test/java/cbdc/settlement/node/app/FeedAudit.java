package cbdc.settlement.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.FeedKind;
import cbdc.protocol.wire.FeedPage;
import cbdc.protocol.wire.FeedRecord;
import cbdc.settlement.client.FeedReader;
import cbdc.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a bank's feed of all shards tells of payments, against what the bank was told of each when
 * it was executed.
 */
final class FeedAudit {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Set<FeedKind> OF_PAYMENTS =
      EnumSet.of(
          FeedKind.PAID,
          FeedKind.SENT,
          FeedKind.RECEIVED,
          FeedKind.SETTLED,
          FeedKind.RETURNED,
          FeedKind.DECLINED,
          FeedKind.CANCELLED,
          FeedKind.TO_SUSPENSE);

  private final BankClient bank;
  private final int shardCount;
  private final List<FeedReader> readers = new ArrayList<>();
  private final Map<CommandId, List<FeedRecord>> records = new HashMap<>();
  private final Set<CommandId> sentOnly = new HashSet<>();

  FeedAudit(BankClient bank, int shardCount) {
    this.bank = bank;
    this.shardCount = shardCount;
    for (int shard = 0; shard < shardCount; shard++) {
      readers.add(bank.client().feed(shard, 1));
    }
  }

  /** Reads until no payment that was sent lacks its end. */
  void read() {
    Await.until(
        "the feed of bank " + bank.bank() + " shows the end of every payment",
        LIMIT,
        () -> {
          readers.forEach(this::readToEnd);
          return sentOnly.isEmpty();
        });
  }

  private void readToEnd(FeedReader reader) {
    FeedPage page;
    do {
      page = BankClient.result(reader.next()).value();
      page.batches().forEach(batch -> batch.records().forEach(this::take));
    } while (!page.isLast());
  }

  private void take(FeedRecord record) {
    if (!OF_PAYMENTS.contains(record.kind())) {
      return;
    }
    records.computeIfAbsent(record.id(), id -> new ArrayList<>(3)).add(record);
    switch (record.kind()) {
      case SENT -> sentOnly.add(record.id());
      case SETTLED, RETURNED -> sentOnly.remove(record.id());
      default -> {
        // The others are an end by themselves.
      }
    }
  }

  /** Requires for each payment exactly the records that its outcome makes, and no others. */
  void check(PaymentLoad load) {
    Set<CommandId> left = new HashSet<>(records.keySet());
    for (Command.Pay payment : load.payments().values()) {
      Outcome outcome = load.outcomes().get(payment.id());
      List<FeedRecord> found = records.getOrDefault(payment.id(), List.of());
      List<FeedKind> expected = expected(payment, outcome);
      assertThat(found.stream().map(FeedRecord::kind))
          .as("feed of bank %d about %s, which ended as %s", bank.bank(), payment, outcome)
          .containsExactlyInAnyOrderElementsOf(expected);
      found.forEach(record -> checkContent(record, payment, outcome));
      left.remove(payment.id());
    }
    assertThat(left).as("payments in the feed that nobody made").isEmpty();
  }

  private List<FeedKind> expected(Command.Pay payment, Outcome outcome) {
    boolean pays = AccountNumber.bank(payment.payer()) == bank.bank();
    boolean isPaid = AccountNumber.bank(payment.payee()) == bank.bank();
    boolean inOneShard =
        AccountNumber.shard(payment.payer(), shardCount)
            == AccountNumber.shard(payment.payee(), shardCount);
    List<FeedKind> kinds = new ArrayList<>();
    switch (outcome) {
      case Outcome.Settled ignored -> {
        if (inOneShard && (pays || isPaid)) {
          kinds.add(FeedKind.PAID);
        }
        if (!inOneShard && pays) {
          kinds.addAll(List.of(FeedKind.SENT, FeedKind.SETTLED));
        }
        if (!inOneShard && isPaid) {
          kinds.add(FeedKind.RECEIVED);
        }
      }
      case Outcome.Returned ignored -> {
        if (pays) {
          kinds.addAll(List.of(FeedKind.SENT, FeedKind.RETURNED));
        }
      }
      case Outcome.Rejected rejected -> {
        if (pays && rejected.code().spendsId()) {
          kinds.add(FeedKind.DECLINED);
        }
      }
      case Outcome.Cancelled ignored -> {
        if (pays) {
          kinds.add(FeedKind.CANCELLED);
        }
      }
      case Outcome.Pending ignored -> throw new AssertionError(payment + " has no final outcome");
    }
    return kinds;
  }

  private static void checkContent(FeedRecord record, Command.Pay payment, Outcome outcome) {
    switch (record.kind()) {
      case PAID, SENT -> {
        assertThat(record.account()).as("%s", record).isEqualTo(payment.payer());
        assertThat(record.counterAccount()).as("%s", record).isEqualTo(payment.payee());
        assertThat(record.amount()).as("%s", record).isEqualTo(payment.amount());
      }
      case RECEIVED -> {
        assertThat(record.account()).as("%s", record).isEqualTo(payment.payee());
        assertThat(record.counterAccount()).as("%s", record).isEqualTo(payment.payer());
        assertThat(record.amount()).as("%s", record).isEqualTo(payment.amount());
      }
      case RETURNED ->
          assertThat(outcome)
              .as("%s", record)
              .isEqualTo(new Outcome.Returned(RejectionCode.ofNumber(record.value())));
      case DECLINED ->
          assertThat(((Outcome.Rejected) outcome).code().number())
              .as("%s", record)
              .isEqualTo(record.value());
      default -> {
        // The kind says it all.
      }
    }
  }
}
