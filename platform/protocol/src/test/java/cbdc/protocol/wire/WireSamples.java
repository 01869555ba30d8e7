package cbdc.protocol.wire;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.BankStatus;
import cbdc.protocol.CommandId;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import cbdc.protocol.Outcome;
import cbdc.protocol.PublicKey;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;
import cbdc.protocol.wire.BatchAnswer.Answered;
import cbdc.protocol.wire.BatchAnswer.Later;
import cbdc.protocol.wire.BatchAnswer.NotLeader;
import cbdc.protocol.wire.BatchAnswer.Refused;
import cbdc.protocol.wire.CompletionsAnswer.BatchFinished;
import cbdc.protocol.wire.CompletionsAnswer.CommandFinished;
import cbdc.protocol.wire.FeedPage.FeedBatch;
import cbdc.protocol.wire.FlushRequest.ShardBatch;
import cbdc.protocol.wire.HintsAnswer.ShardHint;
import cbdc.protocol.wire.ReadPayload.AccountState;
import cbdc.protocol.wire.ReadPayload.Balance;
import cbdc.protocol.wire.ReadPayload.BankTotals;
import cbdc.protocol.wire.ReadPayload.ChannelTotals;
import cbdc.protocol.wire.ReadPayload.FeedStart;
import cbdc.protocol.wire.ReadPayload.Registry;
import cbdc.protocol.wire.ReadPayload.ShardStatus;
import cbdc.protocol.wire.ReadPayload.Supply;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;

/** One message or more of every kind, with every case of every sealed type in it. */
final class WireSamples {
  static final ClientId CLIENT = new ClientId(0x0123456789ABCDEFL, -2);
  static final CommandId ID = CommandId.of(1_700_000_000_000L, 5, 6);
  static final long ACCOUNT = AccountNumber.of(17, AccountNumber.FIRST_CUSTOMER_SERIAL + 3);

  private WireSamples() {}

  /**
   * A message with its decoder.
   *
   * @param decoder reads the bytes
   */
  record Sample(Object message, byte[] encoded, Function<byte[], Object> decoder) {}

  static List<Sample> all() {
    List<Sample> samples = new ArrayList<>();
    FlushRequest flush =
        new FlushRequest(
            CLIENT, List.of(new ShardBatch(3, 77, bytes(200)), new ShardBatch(15, 78, bytes(0))));
    samples.add(new Sample(flush, flush.encode(), FlushRequest::decode));
    FlushAnswer answer = new FlushAnswer(batchAnswers());
    samples.add(new Sample(answer, answer.encode(), FlushAnswer::decode));
    CompletionsRequest ask = new CompletionsRequest(CLIENT, 9, 10, 20_000);
    samples.add(new Sample(ask, ask.encode(), CompletionsRequest::decode));
    CompletionsAnswer completions = completions();
    samples.add(new Sample(completions, completions.encode(), CompletionsAnswer::decode));
    HintsRequest hintsRequest = new HintsRequest();
    samples.add(new Sample(hintsRequest, hintsRequest.encode(), HintsRequest::decode));
    HintsAnswer hints =
        new HintsAnswer(
            1,
            2,
            120_000,
            4,
            List.of(
                new ShardHint("n1", 7, List.of("n1", "n2", "n3")),
                new ShardHint("", 0, List.of())));
    samples.add(new Sample(hints, hints.encode(), HintsAnswer::decode));
    for (Query query : queries()) {
      ReadRequest read = new ReadRequest(17, 99, 1_700_000_000_000L, 12, query, bytes(64));
      samples.add(new Sample(read, read.encode(), ReadRequest::decode));
    }
    for (ReadPayload payload : payloads()) {
      ReadAnswer ok = new ReadAnswer.Ok(4, 5, 6, payload);
      samples.add(new Sample(ok, ok.encode(), ReadAnswer::decode));
    }
    ReadAnswer refused = new ReadAnswer.Refused(RejectionCode.NO_LEADER, "n2");
    samples.add(new Sample(refused, refused.encode(), ReadAnswer::decode));
    return samples;
  }

  static List<Query> queries() {
    return List.of(
        new Query.OfBalance(ACCOUNT),
        new Query.OfAccount(ACCOUNT),
        new Query.OfSupply(3),
        new Query.OfRegistry(17),
        new Query.OfShard(65_535),
        new Query.OfFeed(2, 1, 4096),
        new Query.OfFeedStart(2, 1_700_000_000_000L));
  }

  static List<ReadPayload> payloads() {
    PublicKey key = new PublicKey(5, 1, bytes(32));
    LimitPolicy policy =
        new LimitPolicy(28_800, List.of(new ClassLimits(1, 2, 3, 4, LimitPolicy.NONE)));
    return List.of(
        new Balance(1, 2),
        new AccountState(
            AccountKind.WALLET, AccountStatus.ACTIVE, AccountStatus.BLOCKED, 4, 5, 6, 7, 8, 9, 10),
        new Supply(
            1,
            2,
            3,
            4,
            5,
            6,
            bytes(32),
            List.of(new ChannelTotals(1, 2, 3)),
            List.of(new BankTotals(1, 2, 3, 4, 5, 6))),
        new Registry(
            17, 4, 5, BankStatus.SUSPENDED, 6, List.of(key), 2, List.of(key, key), policy, 1, 2),
        new Registry(18, 1, 1, null, 0, List.of(), 1, List.of(), policy, 1, 0),
        new ShardStatus("n1", 3, 4),
        new FeedStart(5),
        feedPage());
  }

  static FeedPage feedPage() {
    List<FeedRecord> records = new ArrayList<>();
    for (FeedKind kind : FeedKind.values()) {
      records.add(new FeedRecord(kind, ID, ACCOUNT, 0, 5, 60));
    }
    records.add(
        new FeedRecord(
            FeedKind.HOLD_CAPTURED,
            ID,
            ID,
            ACCOUNT,
            ACCOUNT + 1,
            5,
            0,
            Text.of("e2e"),
            Text.of("für dich")));
    records.add(
        new FeedRecord(
            FeedKind.HOLD_PLACED,
            ID,
            ID,
            ACCOUNT,
            ACCOUNT + 1,
            5,
            0,
            1_700_000_600_000L,
            Text.of("e2e"),
            Text.EMPTY));
    return new FeedPage(
        1,
        9,
        12,
        1_700_000_000_000L,
        List.of(new FeedBatch(3, 4, records), new FeedBatch(8, 5, List.of())));
  }

  static List<BatchAnswer> batchAnswers() {
    List<Outcome> outcomes =
        List.of(
            Outcome.Settled.INSTANCE,
            Outcome.Pending.INSTANCE,
            Outcome.Cancelled.INSTANCE,
            new Outcome.Returned(RejectionCode.PAYEE_CLOSED),
            new Outcome.Rejected(RejectionCode.OVERLOADED),
            new Outcome.Rejected(RejectionCode.LIMIT_DAILY, 5, 1_700_000_000_000L));
    return List.of(
        new Answered(3, 77, 4, 5_000_000_000L, outcomes),
        new Answered(3, 76, 4, 5_000_000_001L, outcomes, BitSet.valueOf(new long[] {0b101001})),
        new Refused(4, 78, RejectionCode.OUTBOX_FULL, List.of(0, 4095)),
        new Refused(4, 79, RejectionCode.STORAGE_LOW, List.of()),
        new NotLeader(5, 80, "n3", 6),
        new NotLeader(5, 81, "", 0),
        new Later(6, 82));
  }

  private static CompletionsAnswer completions() {
    List<CompletionsAnswer.Entry> entries = new ArrayList<>();
    batchAnswers().forEach(a -> entries.add(new BatchFinished(a)));
    entries.add(new CommandFinished(7, ID, Outcome.Settled.INSTANCE));
    entries.add(new CommandFinished(7, ID, new Outcome.Returned(RejectionCode.PAYEE_BLOCKED)));
    return new CompletionsAnswer(-3, 12, entries);
  }

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 7 + 1);
    }
    return bytes;
  }
}
