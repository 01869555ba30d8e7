package cbdc.settlement.ledger.state;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountStatus;

/**
 * The accounts of a shard: rows of 8 longs in pages, an index from number to slot, and running sums
 * per kind.
 *
 * <p>Mutators are called by appliers with what a decider has checked; a change that would break a
 * balance is a bug and thrown as {@link IllegalStateException} or {@link ArithmeticException}.
 */
public final class Accounts implements AccountsView {
  // Words of a row. The first half is what every payment reads.
  private static final int NUMBER = 0;
  private static final int AVAILABLE = 1;
  private static final int HELD = 2;

  /** Bits 0-7 kind, 8-15 status, 16-23 official status, 24-31 class, 32-63 open holds. */
  private static final int TRAITS = 3;

  /** Bits 0-31 pending messages, 32-63 epoch day of {@link #SPENT_IN_DAY}. */
  private static final int PENDING_AND_DAY = 4;

  private static final int SPENT_IN_DAY = 5;
  private static final int SPENT_IN_YEAR = 6;
  private static final int YEAR = 7;

  private static final int STATUS_SHIFT = 8;
  private static final int OFFICIAL_SHIFT = 16;
  private static final int CLASS_SHIFT = 24;

  private final PagedRows rows;
  private final SlotIndex index = new SlotIndex();
  private final long seed;
  private final long[] totalByKind = new long[AccountKind.SUSPENSE.code() + 1];
  private final BankSums customers = new BankSums();
  private final int accountsMax;
  private long totalHeld;
  // The two accounts found last: a payment's applier asks again for those that its decider found.
  // Slots never move.
  private long lastFound = -1;
  private int lastFoundSlot = -1;
  private long foundBefore = -1;
  private int foundBeforeSlot = -1;

  Accounts(int accountsMax, long seed) {
    this.accountsMax = accountsMax;
    this.rows = new PagedRows(PageLayout.SECTION_ACCOUNTS);
    this.seed = seed;
  }

  @Override
  public int find(long account) {
    if (account == lastFound) {
      return lastFoundSlot;
    }
    return account == foundBefore ? foundBeforeSlot : search(account);
  }

  @Override
  public long touchIndex(long account) {
    int hash = hash(account);
    long[] segment = index.segment(hash);
    return segment[SlotIndex.home(segment, hash)];
  }

  @Override
  public long touchRow(long account) {
    int slot = search(account);
    if (slot < 0) {
      return 0;
    }
    long[] slab = rows.slab(slot);
    int at = PagedRows.offset(slot);
    return slab[at + AVAILABLE] ^ slab[at + YEAR];
  }

  @Override
  public int size() {
    return rows.rows();
  }

  @Override
  public boolean isFull() {
    return rows.rows() >= accountsMax;
  }

  @Override
  public long number(int slot) {
    return word(slot, NUMBER);
  }

  @Override
  public long available(int slot) {
    return word(slot, AVAILABLE);
  }

  @Override
  public long held(int slot) {
    return word(slot, HELD);
  }

  @Override
  public AccountKind kind(int slot) {
    return AccountKind.ofCode((int) word(slot, TRAITS) & 0xFF);
  }

  @Override
  public AccountStatus status(int slot) {
    return AccountStatus.ofCode((int) word(slot, TRAITS) >>> STATUS_SHIFT & 0xFF);
  }

  @Override
  public AccountStatus officialStatus(int slot) {
    return AccountStatus.ofCode((int) word(slot, TRAITS) >>> OFFICIAL_SHIFT & 0xFF);
  }

  @Override
  public int classNumber(int slot) {
    return (int) word(slot, TRAITS) >>> CLASS_SHIFT;
  }

  @Override
  public int openHolds(int slot) {
    return (int) (word(slot, TRAITS) >>> 32);
  }

  @Override
  public int pending(int slot) {
    return (int) word(slot, PENDING_AND_DAY);
  }

  @Override
  public long spentInDay(int slot, int day) {
    long[] slab = rows.slab(slot);
    int at = PagedRows.offset(slot);
    return (int) (slab[at + PENDING_AND_DAY] >>> 32) == day ? slab[at + SPENT_IN_DAY] : 0;
  }

  @Override
  public long spentInYear(int slot, int year) {
    long[] slab = rows.slab(slot);
    int at = PagedRows.offset(slot);
    return (int) slab[at + YEAR] == year ? slab[at + SPENT_IN_YEAR] : 0;
  }

  @Override
  public long totalOf(AccountKind kind) {
    return totalByKind[kind.code()];
  }

  @Override
  public long totalHeld() {
    return totalHeld;
  }

  @Override
  public long customersOf(int bank) {
    return customers.accounts(bank);
  }

  @Override
  public long availableOfCustomers(int bank) {
    return customers.available(bank);
  }

  @Override
  public long heldOfCustomers(int bank) {
    return customers.held(bank);
  }

  /** Opens an active account with a zero balance and returns its slot; the number must be new. */
  public int open(long account, AccountKind kind, int classNumber) {
    if (classNumber < 0 || classNumber > 0xFF || find(account) >= 0) {
      throw new IllegalStateException(
          "account " + account + " of class " + classNumber + " cannot be opened");
    }
    int slot = rows.append();
    long[] slab = rows.writable(slot);
    int at = PagedRows.offset(slot);
    slab[at + NUMBER] = account;
    slab[at + TRAITS] = kind.code() | (long) classNumber << CLASS_SHIFT;
    index.add(hash(account), slot);
    customers.opened(account, kind);
    return slot;
  }

  /** Sets the status that the bank decides. */
  public void setStatus(int slot, AccountStatus status) {
    setTrait(slot, STATUS_SHIFT, status.code());
  }

  /** Sets the status that only issuer's orders decide. */
  public void setOfficialStatus(int slot, AccountStatus status) {
    setTrait(slot, OFFICIAL_SHIFT, status.code());
  }

  /** Puts the account under another class of limits, 0 to 255. */
  public void setClassNumber(int slot, int classNumber) {
    if (classNumber < 0 || classNumber > 0xFF) {
      throw new IllegalArgumentException("class " + classNumber + " is out of range");
    }
    setTrait(slot, CLASS_SHIFT, classNumber);
  }

  /** Adds a signed amount to what the holder can spend. */
  public void addAvailable(int slot, long amount) {
    int kind = addBalance(slot, AVAILABLE, amount);
    customers.addAvailable(number(slot), kind, amount);
  }

  /** Adds a signed amount to what is set aside by holds. */
  public void addHeld(int slot, long amount) {
    int kind = addBalance(slot, HELD, amount);
    totalHeld = Math.addExact(totalHeld, amount);
    customers.addHeld(number(slot), kind, amount);
  }

  /** Counts an outgoing amount; a day or year other than the stored one starts anew. */
  public void addSpent(int slot, int day, int year, long amount) {
    requireNotNegative(amount, slot);
    long[] slab = rows.writable(slot);
    int at = PagedRows.offset(slot);
    long spentInDay = spentInDay(slot, day);
    long spentInYear = spentInYear(slot, year);
    slab[at + PENDING_AND_DAY] = (slab[at + PENDING_AND_DAY] & 0xFFFF_FFFFL) | (long) day << 32;
    slab[at + SPENT_IN_DAY] = Math.addExact(spentInDay, amount);
    slab[at + YEAR] = year & 0xFFFF_FFFFL;
    slab[at + SPENT_IN_YEAR] = Math.addExact(spentInYear, amount);
  }

  /**
   * Gives allowance back that was counted on this day of this year, where day and year are still
   * the stored ones: at most what the counters hold, since a policy that moved the time zone may
   * have restarted them.
   */
  public void giveBackSpent(int slot, int day, int year, long amount) {
    requireNotNegative(amount, slot);
    long[] slab = rows.writable(slot);
    int at = PagedRows.offset(slot);
    if ((int) (slab[at + PENDING_AND_DAY] >>> 32) == day) {
      slab[at + SPENT_IN_DAY] = Math.max(0, slab[at + SPENT_IN_DAY] - amount);
    }
    if ((int) slab[at + YEAR] == year) {
      slab[at + SPENT_IN_YEAR] = Math.max(0, slab[at + SPENT_IN_YEAR] - amount);
    }
  }

  /** Adds a signed number of unacknowledged outgoing messages. */
  public void addPending(int slot, int count) {
    long[] slab = rows.writable(slot);
    int at = PagedRows.offset(slot) + PENDING_AND_DAY;
    long pending = requireNotNegative(Math.addExact((int) slab[at], count), slot);
    slab[at] = (slab[at] & 0xFFFF_FFFF_0000_0000L) | pending;
  }

  /** Adds a signed number of open holds. */
  public void addOpenHolds(int slot, int count) {
    long[] slab = rows.writable(slot);
    int at = PagedRows.offset(slot) + TRAITS;
    long openHolds = requireNotNegative(Math.addExact((int) (slab[at] >>> 32), count), slot);
    slab[at] = (slab[at] & 0xFFFF_FFFFL) | openHolds << 32;
  }

  /** Bytes of heap held by the arrays, without copies for freezes. */
  public long heapBytes() {
    return rows.heapBytes() + index.heapBytes() + customers.heapBytes();
  }

  FrozenPages freezeChanged() {
    return rows.freezeChanged();
  }

  FrozenPages all() {
    return rows.all();
  }

  int pageCount() {
    return rows.pageCount();
  }

  /** Appends a page of a snapshot; index and sums follow from its rows. */
  void restorePage(long page, byte[] bytes) {
    int from = rows.rows();
    rows.restorePage(page, bytes);
    for (int slot = from; slot < rows.rows(); slot++) {
      PageLayout.require(
          kind(slot) != null && find(number(slot)) < 0, "a new account of a known kind");
      index.add(hash(number(slot)), slot);
      int kind = kind(slot).code();
      totalByKind[kind] =
          Math.addExact(totalByKind[kind], Math.addExact(available(slot), held(slot)));
      totalHeld = Math.addExact(totalHeld, held(slot));
      customers.opened(number(slot), kind(slot));
      customers.addAvailable(number(slot), kind, available(slot));
      customers.addHeld(number(slot), kind, held(slot));
    }
  }

  private int search(long account) {
    int hash = hash(account);
    long[] segment = index.segment(hash);
    int at = SlotIndex.home(segment, hash);
    long entry;
    while ((entry = segment[at]) != 0) {
      int slot = SlotIndex.slot(entry);
      if (SlotIndex.hasHash(entry, hash) && number(slot) == account) {
        foundBefore = lastFound;
        foundBeforeSlot = lastFoundSlot;
        lastFound = account;
        lastFoundSlot = slot;
        return slot;
      }
      at = SlotIndex.next(segment, at);
    }
    return -1;
  }

  private int hash(long account) {
    return (int) (Mix.mix(account ^ seed) >>> 32);
  }

  private long word(int slot, int word) {
    return rows.slab(slot)[PagedRows.offset(slot) + word];
  }

  private void setTrait(int slot, int shift, int value) {
    long[] slab = rows.writable(slot);
    int at = PagedRows.offset(slot) + TRAITS;
    slab[at] = (slab[at] & ~(0xFFL << shift)) | (long) value << shift;
  }

  /** Returns the code of the account's kind. */
  private int addBalance(int slot, int word, long amount) {
    long[] slab = rows.writable(slot);
    int at = PagedRows.offset(slot);
    long balance = requireNotNegative(Math.addExact(slab[at + word], amount), slot);
    int kind = (int) slab[at + TRAITS] & 0xFF;
    totalByKind[kind] = Math.addExact(totalByKind[kind], amount);
    slab[at + word] = balance;
    return kind;
  }

  private long requireNotNegative(long value, int slot) {
    if (value < 0) {
      throw new IllegalStateException(
          "account " + number(slot) + " would become negative: " + value);
    }
    return value;
  }
}
