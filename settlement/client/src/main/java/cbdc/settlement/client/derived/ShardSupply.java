package cbdc.settlement.client.derived;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** One shard's control totals: its part of the currency, in minor units. */
public final class ShardSupply extends DerivedValue {
  private long ledgerMillis;
  private long issuedMinor;
  private long redeemedMinor;
  private long sentMinor;
  private long receivedMinor;
  private String chainHash;

  /** For the serialization factory only. */
  ShardSupply() {
    super(DerivedMap.SHARD_SUPPLY);
  }

  /** Makes a value; see the getters. */
  public ShardSupply(
      int shard,
      long index,
      long ledgerMillis,
      long issuedMinor,
      long redeemedMinor,
      long sentMinor,
      long receivedMinor,
      String chainHash) {
    super(DerivedMap.SHARD_SUPPLY, shard, index);
    this.ledgerMillis = ledgerMillis;
    this.issuedMinor = issuedMinor;
    this.redeemedMinor = redeemedMinor;
    this.sentMinor = sentMinor;
    this.receivedMinor = receivedMinor;
    this.chainHash = Objects.requireNonNull(chainHash, "chainHash");
  }

  /** Ledger time at the index, in milliseconds since 1970. */
  public long getLedgerMillis() {
    return ledgerMillis;
  }

  /** Ever issued here. */
  public long getIssuedMinor() {
    return issuedMinor;
  }

  /** Ever redeemed here. */
  public long getRedeemedMinor() {
    return redeemedMinor;
  }

  /** Ever sent to other shards. */
  public long getSentMinor() {
    return sentMinor;
  }

  /** Ever received from other shards. */
  public long getReceivedMinor() {
    return receivedMinor;
  }

  /** Hash chain after the index, in hex. */
  public String getChainHash() {
    return chainHash;
  }

  @Override
  List<Object> fields() {
    return List.of(ledgerMillis, issuedMinor, redeemedMinor, sentMinor, receivedMinor, chainHash);
  }

  @Override
  void writeFields(ObjectDataOutput out) throws IOException {
    out.writeLong(ledgerMillis);
    out.writeLong(issuedMinor);
    out.writeLong(redeemedMinor);
    out.writeLong(sentMinor);
    out.writeLong(receivedMinor);
    out.writeString(chainHash);
  }

  @Override
  void readFields(ObjectDataInput in) throws IOException {
    ledgerMillis = in.readLong();
    issuedMinor = in.readLong();
    redeemedMinor = in.readLong();
    sentMinor = in.readLong();
    receivedMinor = in.readLong();
    chainHash = in.readString();
  }
}
