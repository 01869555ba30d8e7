package cbdc.settlement.client.derived;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;
import java.util.Objects;

/** One bank's customers in one shard, added up. */
public final class BankTotals implements DerivedValue {

  private int shard;
  private long index;
  private int bank;
  private long accounts;
  private long availableMinor;
  private long heldMinor;

  /** For the serialization factory only. */
  BankTotals() {}

  /** Makes a value; see the getters. */
  public BankTotals(
      int shard, long index, int bank, long accounts, long availableMinor, long heldMinor) {
    this.shard = shard;
    this.index = index;
    this.bank = bank;
    this.accounts = accounts;
    this.availableMinor = availableMinor;
    this.heldMinor = heldMinor;
  }

  @Override
  public int getShard() {
    return shard;
  }

  @Override
  public long getIndex() {
    return index;
  }

  /** The bank code, 0 to 9999. */
  public int getBank() {
    return bank;
  }

  /** Number of accounts. */
  public long getAccounts() {
    return accounts;
  }

  /** Sum of available balances, in minor units. */
  public long getAvailableMinor() {
    return availableMinor;
  }

  /** Sum of held balances, in minor units. */
  public long getHeldMinor() {
    return heldMinor;
  }

  @Override
  public int getClassId() {
    return DerivedMap.BANK_TOTALS_VALUE;
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    out.writeInt(shard);
    out.writeLong(index);
    out.writeInt(bank);
    out.writeLong(accounts);
    out.writeLong(availableMinor);
    out.writeLong(heldMinor);
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    shard = in.readInt();
    index = in.readLong();
    bank = in.readInt();
    accounts = in.readLong();
    availableMinor = in.readLong();
    heldMinor = in.readLong();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BankTotals that
        && shard == that.shard
        && index == that.index
        && bank == that.bank
        && accounts == that.accounts
        && availableMinor == that.availableMinor
        && heldMinor == that.heldMinor;
  }

  @Override
  public int hashCode() {
    return Objects.hash(shard, index);
  }

  @Override
  public String toString() {
    return "BankTotals[shard="
        + shard
        + ", index="
        + index
        + ", bank="
        + bank
        + ", accounts="
        + accounts
        + ", availableMinor="
        + availableMinor
        + ", heldMinor="
        + heldMinor
        + "]";
  }
}
