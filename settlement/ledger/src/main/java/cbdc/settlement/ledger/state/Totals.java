package cbdc.settlement.ledger.state;

import cbdc.protocol.GenesisCodec;
import cbdc.protocol.LedgerGenesis;
import java.nio.ByteBuffer;

/** Control totals of a shard and its place in its history. */
public final class Totals implements TotalsView {
  private long issued;
  private long redeemed;
  private long reservesCredited;
  private long batchNumber;
  private long lastTimeMillis;
  private byte[] chainHash;

  Totals(LedgerGenesis genesis, int shard) {
    lastTimeMillis = genesis.timeMillis();
    chainHash = initialChainHash(genesis, shard);
  }

  /**
   * What a shard's chain starts from: SHA-256 of the encoded genesis and the shard's number (4
   * bytes, big-endian).
   */
  public static byte[] initialChainHash(LedgerGenesis genesis, int shard) {
    return new Sha256()
        .of(GenesisCodec.encode(genesis), ByteBuffer.allocate(4).putInt(shard).array());
  }

  @Override
  public long issued() {
    return issued;
  }

  @Override
  public long redeemed() {
    return redeemed;
  }

  @Override
  public long reservesCredited() {
    return reservesCredited;
  }

  @Override
  public long batchNumber() {
    return batchNumber;
  }

  @Override
  public long lastTimeMillis() {
    return lastTimeMillis;
  }

  @Override
  public byte[] chainHash() {
    return chainHash;
  }

  /** Counts an issue. */
  public void addIssued(long amount) {
    issued = Math.addExact(issued, amount);
  }

  /** Counts a redemption. */
  public void addRedeemed(long amount) {
    redeemed = Math.addExact(redeemed, amount);
  }

  /** Counts a credit of reserves. */
  public void addReservesCredited(long amount) {
    reservesCredited = Math.addExact(reservesCredited, amount);
  }

  /** Counts a batch. */
  public void countBatch() {
    batchNumber++;
  }

  /** Moves ledger time; it never goes back. */
  public void setLastTimeMillis(long timeMillis) {
    if (timeMillis < lastTimeMillis) {
      throw new IllegalStateException("time " + timeMillis + " is before " + lastTimeMillis);
    }
    lastTimeMillis = timeMillis;
  }

  /** Extends the chain; the array is kept and must not be changed. */
  public void setChainHash(byte[] hash) {
    if (hash.length != 32) {
      throw new IllegalArgumentException("a chain hash of " + hash.length + " bytes");
    }
    chainHash = hash;
  }

  void write(FieldWriter to) {
    to.putLong(issued).putLong(redeemed).putLong(reservesCredited);
    to.putLong(batchNumber).putLong(lastTimeMillis).putFixed(chainHash);
  }

  void read(FieldReader from) {
    issued = from.getLong();
    redeemed = from.getLong();
    reservesCredited = from.getLong();
    batchNumber = from.getLong();
    lastTimeMillis = from.getLong();
    chainHash = from.getFixed(32);
  }
}
