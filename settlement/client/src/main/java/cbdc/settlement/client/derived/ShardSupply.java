package cbdc.settlement.client.derived;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;
import java.util.Objects;

/** One shard's control totals: its part of the currency, in minor units. */
public final class ShardSupply implements DerivedValue {

  private int shard;
  private long index;
  private long ledgerMillis;
  private long issuedMinor;
  private long redeemedMinor;
  private long sentMinor;
  private long receivedMinor;
  private String chainHash;

  /** For the serialization factory only. */
  ShardSupply() {}

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
    this.shard = shard;
    this.index = index;
    this.ledgerMillis = ledgerMillis;
    this.issuedMinor = issuedMinor;
    this.redeemedMinor = redeemedMinor;
    this.sentMinor = sentMinor;
    this.receivedMinor = receivedMinor;
    this.chainHash = Objects.requireNonNull(chainHash, "chainHash");
  }

  @Override
  public int getShard() {
    return shard;
  }

  @Override
  public long getIndex() {
    return index;
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
  public int getClassId() {
    return DerivedMap.SHARD_SUPPLY;
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    out.writeInt(shard);
    out.writeLong(index);
    out.writeLong(ledgerMillis);
    out.writeLong(issuedMinor);
    out.writeLong(redeemedMinor);
    out.writeLong(sentMinor);
    out.writeLong(receivedMinor);
    out.writeString(chainHash);
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    shard = in.readInt();
    index = in.readLong();
    ledgerMillis = in.readLong();
    issuedMinor = in.readLong();
    redeemedMinor = in.readLong();
    sentMinor = in.readLong();
    receivedMinor = in.readLong();
    chainHash = in.readString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ShardSupply that
        && shard == that.shard
        && index == that.index
        && ledgerMillis == that.ledgerMillis
        && issuedMinor == that.issuedMinor
        && redeemedMinor == that.redeemedMinor
        && sentMinor == that.sentMinor
        && receivedMinor == that.receivedMinor
        && chainHash.equals(that.chainHash);
  }

  @Override
  public int hashCode() {
    return Objects.hash(shard, index);
  }

  @Override
  public String toString() {
    return "ShardSupply[shard="
        + shard
        + ", index="
        + index
        + ", ledgerMillis="
        + ledgerMillis
        + ", issuedMinor="
        + issuedMinor
        + ", redeemedMinor="
        + redeemedMinor
        + ", sentMinor="
        + sentMinor
        + ", receivedMinor="
        + receivedMinor
        + ", chainHash="
        + chainHash
        + "]";
  }
}
