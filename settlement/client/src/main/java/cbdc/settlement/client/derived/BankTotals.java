package cbdc.settlement.client.derived;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;
import java.util.List;

/**
 * What one bank has in one shard, added up: sums only, nothing about any customer. Its vault and
 * reserve are in shard 0, its customers in the others.
 */
public final class BankTotals extends DerivedValue {
  private int bank;
  private long accounts;
  private long availableMinor;
  private long heldMinor;
  private long vaultMinor;
  private long reserveMinor;

  /** For the serialization factory only. */
  BankTotals() {
    super(DerivedMap.BANK_TOTALS_VALUE);
  }

  /** Makes a value; see the getters. */
  public BankTotals(
      int shard,
      long index,
      int bank,
      long accounts,
      long availableMinor,
      long heldMinor,
      long vaultMinor,
      long reserveMinor) {
    super(DerivedMap.BANK_TOTALS_VALUE, shard, index);
    this.bank = bank;
    this.accounts = accounts;
    this.availableMinor = availableMinor;
    this.heldMinor = heldMinor;
    this.vaultMinor = vaultMinor;
    this.reserveMinor = reserveMinor;
  }

  /** The bank code, 0 to 9999. */
  public int getBank() {
    return bank;
  }

  /** Number of wallets and merchant accounts. */
  public long getAccounts() {
    return accounts;
  }

  /** Sum of their available balances, in minor units. */
  public long getAvailableMinor() {
    return availableMinor;
  }

  /** Sum of what is held in them, in minor units. */
  public long getHeldMinor() {
    return heldMinor;
  }

  /** The bank's vault, held parts included, in minor units; 0 where it is not kept. */
  public long getVaultMinor() {
    return vaultMinor;
  }

  /** The bank's reserve at the central bank, in minor units; 0 where it is not kept. */
  public long getReserveMinor() {
    return reserveMinor;
  }

  @Override
  List<Object> fields() {
    return List.of(bank, accounts, availableMinor, heldMinor, vaultMinor, reserveMinor);
  }

  @Override
  void writeFields(ObjectDataOutput out) throws IOException {
    out.writeInt(bank);
    out.writeLong(accounts);
    out.writeLong(availableMinor);
    out.writeLong(heldMinor);
    out.writeLong(vaultMinor);
    out.writeLong(reserveMinor);
  }

  @Override
  void readFields(ObjectDataInput in) throws IOException {
    bank = in.readInt();
    accounts = in.readLong();
    availableMinor = in.readLong();
    heldMinor = in.readLong();
    vaultMinor = in.readLong();
    reserveMinor = in.readLong();
  }
}
