package cbdc.settlement.node.shard;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.BankStatus;
import cbdc.protocol.PublicKey;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.Query;
import cbdc.protocol.wire.ReadAnswer;
import cbdc.protocol.wire.ReadPayload;
import cbdc.protocol.wire.ReadRequest;
import cbdc.settlement.ledger.decide.Moment;
import cbdc.settlement.ledger.state.AccountsView;
import cbdc.settlement.ledger.state.ChannelsView;
import cbdc.settlement.ledger.state.RegistryView;
import cbdc.settlement.ledger.state.StateView;
import cbdc.settlement.node.core.ReadOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Answers signed reads from committed state, each at an index confirmed by a majority after the
 * read arrived. A bank sees its own accounts and feed, the issuer supply and registry.
 */
public final class ReadService {
  private static final long WAIT_MILLIS = 900;

  private final long clusterHigh;
  private final long clusterLow;
  private final String self;
  private final Shards shards;
  private final LeaderDirectory leaders;
  private final KeySignatures signatures;
  private final LongSupplier wallMillis;
  private final IntSupplier rulesVersionMax;
  private final Histories histories;

  /** The history of each shard. */
  interface Histories {
    History of(int shard);
  }

  ReadService(
      long clusterHigh,
      long clusterLow,
      String self,
      Shards shards,
      LeaderDirectory leaders,
      KeySignatures signatures,
      LongSupplier wallMillis,
      IntSupplier rulesVersionMax,
      Histories histories) {
    this.clusterHigh = clusterHigh;
    this.clusterLow = clusterLow;
    this.self = self;
    this.shards = shards;
    this.leaders = leaders;
    this.signatures = signatures;
    this.wallMillis = wallMillis;
    this.rulesVersionMax = rulesVersionMax;
    this.histories = histories;
  }

  /** What a read found, or why it was refused. */
  private record Found(int term, long index, ReadPayload payload, RejectionCode refusal) {}

  /** Answers one read when it is confirmed. */
  public PendingAnswer<ReadAnswer> read(ReadRequest request) {
    int shard = request.query().shard(shards.count());
    if (shard < 0 || shard >= shards.count()) {
      return PendingAnswer.of(refused(RejectionCode.WRONG_SHARD));
    }
    Optional<ShardHost> host = shards.host(shard).filter(ShardHost::isLeading);
    if (host.isEmpty()) {
      return PendingAnswer.of(
          new ReadAnswer.Refused(RejectionCode.NO_LEADER, leaders.leader(shard).orElse("")));
    }
    RejectionCode refusal = authority(request, host.get());
    if (refusal != null) {
      return PendingAnswer.of(refused(refusal));
    }
    AtomicReference<Found> found = new AtomicReference<>();
    PendingAnswer<ReadAnswer> pending =
        new PendingAnswer<>(WAIT_MILLIS, () -> answer(shard, request, found.get()));
    host.get()
        .log()
        .read(
            outcome -> {
              found.set(onGroupThread(host.get(), outcome, request));
              pending.ready();
            });
    return pending;
  }

  private ReadAnswer answer(int shard, ReadRequest request, Found found) {
    if (found == null) {
      return refused(RejectionCode.OVERLOADED);
    }
    if (found.refusal() != null) {
      String hint =
          found.refusal() == RejectionCode.NO_LEADER ? leaders.leader(shard).orElse("") : "";
      return new ReadAnswer.Refused(found.refusal(), hint);
    }
    ReadPayload payload =
        switch (request.query()) {
          // The history is read off the group's thread; everything up to the confirmed index is in
          // it.
          case Query.OfFeed q ->
              new FeedPages(histories.of(q.shard()), q.shard(), shards.count())
                  .page(request.bank(), q);
          case Query.OfFeedStart q -> new ReadPayload.FeedStart(feedStart(q));
          default -> found.payload();
        };
    return payload == null
        ? refused(RejectionCode.OVERLOADED)
        : new ReadAnswer.Ok(shard, found.term(), found.index(), payload);
  }

  private RejectionCode authority(ReadRequest request, ShardHost host) {
    if (request.query() instanceof Query.OfShard) {
      return null;
    }
    KeyRing keys = host.keys();
    if (!keys.knows(request.bank())) {
      return RejectionCode.BANK_UNKNOWN;
    }
    long behind = wallMillis.getAsLong() - request.timestampMillis();
    if (Math.abs(behind) > ReadRequest.MAX_CLOCK_DIFFERENCE_MILLIS) {
      return behind > 0 ? RejectionCode.ID_EXPIRED : RejectionCode.ID_IN_FUTURE;
    }
    Optional<PublicKey> key = keys.key(request.bank(), request.keyId());
    if (key.isEmpty()) {
      return RejectionCode.BANK_KEY_UNKNOWN;
    }
    byte[] signed = request.signedBytes(clusterHigh, clusterLow);
    if (!request.isSigned() || !signatures.verifyRead(key.get(), signed, request.signature())) {
      return RejectionCode.BATCH_SIGNATURE_INVALID;
    }
    return mayAsk(request.bank(), request.query()) ? null : RejectionCode.FOREIGN_ACCOUNT;
  }

  private static boolean mayAsk(int bank, Query query) {
    return switch (query) {
      case Query.OfBalance q -> bank == 0 || AccountNumber.bank(q.account()) == bank;
      case Query.OfAccount q -> bank == 0 || AccountNumber.bank(q.account()) == bank;
      case Query.OfSupply ignored -> bank == 0;
      case Query.OfRegistry q -> bank == 0 || q.bank() == bank;
      case Query.OfFeed ignored -> true;
      case Query.OfFeedStart ignored -> true;
      case Query.OfShard ignored -> true;
    };
  }

  private Found onGroupThread(ShardHost host, ReadOutcome outcome, ReadRequest request) {
    return switch (outcome) {
      case ReadOutcome.NotLeader ignored -> new Found(0, 0, null, RejectionCode.NO_LEADER);
      case ReadOutcome.NotNow ignored -> new Found(0, 0, null, RejectionCode.OVERLOADED);
      case ReadOutcome.Current current -> {
        StateView state = host.replica().view();
        ReadPayload payload =
            switch (request.query()) {
              case Query.OfBalance q -> balance(state, q.account());
              case Query.OfAccount q -> account(state, q.account());
              case Query.OfSupply ignored -> supply(state);
              case Query.OfRegistry q -> registry(state.registry(), q.bank());
              default ->
                  new ReadPayload.ShardStatus(
                      self, state.totals().batchNumber(), state.totals().lastTimeMillis());
            };
        yield payload == null
            ? new Found(0, 0, null, RejectionCode.ACCOUNT_UNKNOWN)
            : new Found(host.replica().lastTerm(), current.appliedIndex(), payload, null);
      }
    };
  }

  private static ReadPayload balance(StateView state, long account) {
    int slot = state.accounts().find(account);
    return slot < 0
        ? null
        : new ReadPayload.Balance(state.accounts().available(slot), state.accounts().held(slot));
  }

  private static ReadPayload account(StateView state, long account) {
    AccountsView accounts = state.accounts();
    int slot = accounts.find(account);
    if (slot < 0) {
      return null;
    }
    Moment now =
        Moment.of(state.totals().lastTimeMillis(), state.registry().policy().utcOffsetSeconds());
    return new ReadPayload.AccountState(
        accounts.kind(slot),
        accounts.status(slot),
        accounts.officialStatus(slot),
        accounts.classNumber(slot),
        accounts.available(slot),
        accounts.held(slot),
        accounts.openHolds(slot),
        accounts.pending(slot),
        accounts.spentInDay(slot, now.day()),
        accounts.spentInYear(slot, now.year()));
  }

  private static ReadPayload supply(StateView state) {
    AccountsView accounts = state.accounts();
    ChannelsView channels = state.channels();
    List<ReadPayload.ChannelTotals> channelTotals = new ArrayList<>();
    for (int peer = 0; peer < channels.shardCount(); peer++) {
      if (channels.sent(peer) != 0 || channels.received(peer) != 0) {
        channelTotals.add(
            new ReadPayload.ChannelTotals(peer, channels.sent(peer), channels.received(peer)));
      }
    }
    List<ReadPayload.BankTotals> banks = new ArrayList<>();
    if (state.shard() == 0) {
      for (int bank : state.registry().banks()) {
        banks.add(bankTotals(state, bank));
      }
    }
    long circulating =
        accounts.totalOf(AccountKind.VAULT)
            + accounts.totalOf(AccountKind.WALLET)
            + accounts.totalOf(AccountKind.MERCHANT)
            + accounts.totalOf(AccountKind.SUSPENSE);
    return new ReadPayload.Supply(
        state.totals().batchNumber(),
        state.totals().lastTimeMillis(),
        state.totals().issued(),
        state.totals().redeemed(),
        state.totals().reservesCredited(),
        circulating,
        state.totals().chainHash().clone(),
        channelTotals,
        banks);
  }

  private static ReadPayload.BankTotals bankTotals(StateView state, int bank) {
    RegistryView registry = state.registry();
    AccountsView accounts = state.accounts();
    int reserve = accounts.find(AccountNumber.reserve(bank));
    int vault = accounts.find(AccountNumber.vault(bank));
    return new ReadPayload.BankTotals(
        bank,
        registry.issued(bank),
        registry.redeemed(bank),
        reserve < 0 ? 0 : accounts.available(reserve),
        vault < 0 ? 0 : accounts.available(vault) + accounts.held(vault),
        registry.quota(bank));
  }

  private ReadPayload registry(RegistryView registry, int bank) {
    BankStatus status = registry.isBankKnown(bank) ? registry.bankStatus(bank) : null;
    return new ReadPayload.Registry(
        bank,
        registry.lastOrderNumber(bank) + 1,
        registry.lastOrderNumber(0) + 1,
        status,
        registry.quota(bank),
        registry.bankKeys(bank),
        registry.issuerThreshold(),
        registry.issuerKeys(),
        registry.policy(),
        registry.rulesVersion(),
        rulesVersionMax.getAsInt());
  }

  /** Binary search: ledger time never goes back along the history. */
  private long feedStart(Query.OfFeedStart query) {
    History history = histories.of(query.shard());
    long low = 1;
    long high = history.lastNumber() + 1;
    while (low < high) {
      long middle = low + (high - low) / 2;
      if (timeAtOrAfter(history, middle, high) < query.timeMillis()) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Ledger time of the first batch from a number on; entries that are no batch have none. */
  private static long timeAtOrAfter(History history, long number, long end) {
    for (long n = number; n < end; n++) {
      List<History.Executed> one = history.read(n, 1, 1);
      if (!one.isEmpty() && one.getFirst().outcomes().length > 0) {
        return new cbdc.protocol.OutcomeReader()
            .wrap(one.getFirst().outcomes())
            .head()
            .timeMillis();
      }
    }
    return Long.MAX_VALUE;
  }

  private static ReadAnswer refused(RejectionCode code) {
    return new ReadAnswer.Refused(code, "");
  }
}
