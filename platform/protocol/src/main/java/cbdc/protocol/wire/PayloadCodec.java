package cbdc.protocol.wire;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.BankStatus;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import cbdc.protocol.Order;
import cbdc.protocol.PublicKey;
import cbdc.protocol.wire.FeedPage.FeedBatch;
import cbdc.protocol.wire.ReadPayload.AccountState;
import cbdc.protocol.wire.ReadPayload.Balance;
import cbdc.protocol.wire.ReadPayload.BankTotals;
import cbdc.protocol.wire.ReadPayload.ChannelTotals;
import cbdc.protocol.wire.ReadPayload.FeedStart;
import cbdc.protocol.wire.ReadPayload.Registry;
import cbdc.protocol.wire.ReadPayload.ShardStatus;
import cbdc.protocol.wire.ReadPayload.Supply;
import java.util.ArrayList;
import java.util.List;

/** The bytes of a {@link ReadPayload}. */
final class PayloadCodec {
  private static final int HASH_LENGTH = 32;
  private static final int NOT_ADMITTED = 255;

  private PayloadCodec() {}

  static void write(ReadPayload payload, WireWriter out) {
    switch (payload) {
      case Balance p -> out.putByte(1).putLong(p.available()).putLong(p.held());
      case AccountState p -> writeAccount(p, out.putByte(2));
      case Supply p -> writeSupply(p, out.putByte(3));
      case Registry p -> writeRegistry(p, out.putByte(4));
      case ShardStatus p ->
          out.putByte(5).putNodeId(p.leader()).putLong(p.batchNumber()).putLong(p.timeMillis());
      case FeedPage p -> writePage(p, out.putByte(6));
      case FeedStart p -> out.putByte(7).putLong(p.fromBatch());
    }
  }

  static ReadPayload read(WireReader in) {
    int kind = in.getByte();
    return switch (kind) {
      case 1 -> new Balance(in.getLong(), in.getLong());
      case 2 -> readAccount(in);
      case 3 -> readSupply(in);
      case 4 -> readRegistry(in);
      case 5 -> new ShardStatus(in.getNodeId(), in.getLong(), in.getLong());
      case 6 -> readPage(in);
      case 7 -> new FeedStart(in.getLong());
      default -> throw in.unknown("read payload", kind);
    };
  }

  private static void writeAccount(AccountState p, WireWriter out) {
    out.putByte(p.kind().code()).putByte(p.status().code()).putByte(p.officialStatus().code());
    out.putByte(p.classNumber()).putLong(p.available()).putLong(p.held());
    out.putInt(p.openHolds()).putInt(p.pending()).putLong(p.spentInDay()).putLong(p.spentInYear());
  }

  private static AccountState readAccount(WireReader in) {
    int code = in.getByte();
    AccountKind kind = AccountKind.ofCode(code);
    if (kind == null) {
      throw in.unknown("account kind", code);
    }
    return new AccountState(
        kind,
        readStatus(in),
        readStatus(in),
        in.getByte(),
        in.getLong(),
        in.getLong(),
        in.getInt(),
        in.getInt(),
        in.getLong(),
        in.getLong());
  }

  private static AccountStatus readStatus(WireReader in) {
    int code = in.getByte();
    AccountStatus status = AccountStatus.ofCode(code);
    if (status == null) {
      throw in.unknown("account status", code);
    }
    return status;
  }

  private static void writeSupply(Supply p, WireWriter out) {
    out.putLong(p.batchNumber()).putLong(p.timeMillis()).putLong(p.issued()).putLong(p.redeemed());
    out.putLong(p.reservesCredited()).putLong(p.circulating()).putFixed(p.chainHash(), HASH_LENGTH);
    out.putCount(p.channels().size(), HintsAnswer.MAX_SHARDS);
    for (ChannelTotals c : p.channels()) {
      out.putShort(c.peer()).putLong(c.sent()).putLong(c.received());
    }
    out.putCount(p.banks().size(), ReadPayload.MAX_BANKS);
    for (BankTotals b : p.banks()) {
      out.putShort(b.bank()).putLong(b.issued()).putLong(b.redeemed());
      out.putLong(b.reserve()).putLong(b.vault()).putLong(b.quota());
    }
  }

  private static Supply readSupply(WireReader in) {
    long batchNumber = in.getLong();
    long timeMillis = in.getLong();
    long issued = in.getLong();
    long redeemed = in.getLong();
    long reservesCredited = in.getLong();
    long circulating = in.getLong();
    byte[] chainHash = in.getFixed(HASH_LENGTH);
    int channelCount = in.getCount(HintsAnswer.MAX_SHARDS, 18);
    List<ChannelTotals> channels = new ArrayList<>(channelCount);
    for (int i = 0; i < channelCount; i++) {
      channels.add(new ChannelTotals(in.getShort(), in.getLong(), in.getLong()));
    }
    int bankCount = in.getCount(ReadPayload.MAX_BANKS, 42);
    List<BankTotals> banks = new ArrayList<>(bankCount);
    for (int i = 0; i < bankCount; i++) {
      banks.add(
          new BankTotals(
              in.getShort(), in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong()));
    }
    return new Supply(
        batchNumber,
        timeMillis,
        issued,
        redeemed,
        reservesCredited,
        circulating,
        chainHash,
        channels,
        banks);
  }

  private static void writeRegistry(Registry p, WireWriter out) {
    out.putShort(p.bank()).putLong(p.nextOrderNumber()).putLong(p.nextSystemOrderNumber());
    out.putByte(p.status() == null ? NOT_ADMITTED : p.status().code()).putLong(p.quota());
    writeKeys(p.keys(), out);
    out.putByte(p.issuerThreshold());
    writeKeys(p.issuerKeys(), out);
    out.putInt(p.policy().utcOffsetSeconds())
        .putCount(p.policy().classes().size(), LimitPolicy.MAX_CLASSES);
    for (ClassLimits c : p.policy().classes()) {
      out.putByte(c.classNumber())
          .putLong(c.single())
          .putLong(c.daily())
          .putLong(c.yearly())
          .putLong(c.balance());
    }
    out.putInt(p.rulesVersion()).putInt(p.rulesVersionMax());
  }

  private static Registry readRegistry(WireReader in) {
    int bank = in.getShort();
    long nextOrderNumber = in.getLong();
    long nextSystemOrderNumber = in.getLong();
    int statusCode = in.getByte();
    BankStatus status = BankStatus.ofCode(statusCode);
    if (status == null && statusCode != NOT_ADMITTED) {
      throw in.unknown("bank status", statusCode);
    }
    long quota = in.getLong();
    List<PublicKey> keys = readKeys(in);
    int threshold = in.getByte();
    List<PublicKey> issuerKeys = readKeys(in);
    LimitPolicy policy = new LimitPolicy(in.getInt(), readClasses(in));
    return new Registry(
        bank,
        nextOrderNumber,
        nextSystemOrderNumber,
        status,
        quota,
        keys,
        threshold,
        issuerKeys,
        policy,
        in.getInt(),
        in.getInt());
  }

  private static void writeKeys(List<PublicKey> keys, WireWriter out) {
    out.putCount(keys.size(), Order.SetBank.MAX_KEYS);
    keys.forEach(out::putKey);
  }

  private static List<PublicKey> readKeys(WireReader in) {
    int count = in.getCount(Order.SetBank.MAX_KEYS, 10);
    List<PublicKey> keys = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      keys.add(in.getKey());
    }
    return keys;
  }

  private static List<ClassLimits> readClasses(WireReader in) {
    int count = in.getCount(LimitPolicy.MAX_CLASSES, 33);
    List<ClassLimits> classes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      classes.add(
          new ClassLimits(in.getByte(), in.getLong(), in.getLong(), in.getLong(), in.getLong()));
    }
    return classes;
  }

  private static void writePage(FeedPage p, WireWriter out) {
    out.putLong(p.fromBatch())
        .putLong(p.nextBatch())
        .putLong(p.lastBatch())
        .putLong(p.readToMillis());
    out.putCount(p.batches().size(), FeedPage.MAX_BATCHES);
    for (FeedBatch batch : p.batches()) {
      out.putLong(batch.batchNumber()).putLong(batch.timeMillis());
      out.putCount(batch.records().size(), FeedPage.MAX_RECORDS);
      for (FeedRecord r : batch.records()) {
        r.write(out);
      }
    }
  }

  private static FeedPage readPage(WireReader in) {
    long fromBatch = in.getLong();
    long nextBatch = in.getLong();
    long lastBatch = in.getLong();
    long readToMillis = in.getLong();
    int count = in.getCount(FeedPage.MAX_BATCHES, 20);
    List<FeedBatch> batches = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long number = in.getLong();
      long timeMillis = in.getLong();
      int recordCount = in.getCount(FeedPage.MAX_RECORDS, FeedRecord.MIN_LENGTH);
      List<FeedRecord> records = new ArrayList<>(recordCount);
      for (int r = 0; r < recordCount; r++) {
        records.add(FeedRecord.read(in));
      }
      batches.add(new FeedBatch(number, timeMillis, records));
    }
    return new FeedPage(fromBatch, nextBatch, lastBatch, readToMillis, batches);
  }
}
