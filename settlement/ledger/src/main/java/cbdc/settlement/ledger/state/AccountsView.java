package cbdc.settlement.ledger.state;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountStatus;

/**
 * The accounts of a shard, read only. A slot is an account's place, in order of opening; it never
 * changes. Money is in minor units.
 */
public interface AccountsView {
  /** Slot of an account number, or -1. */
  int find(long account);

  /**
   * Brings an account's index entry into the processor's caches. Among millions of accounts most of
   * a payment's time is spent waiting for memory, and waits overlap when nothing depends on them:
   * call this for all accounts of a batch, then {@link #touchRow} for all, then execute.
   *
   * @return a number without meaning, to be used in a way that keeps the call from being optimised
   *     away
   */
  long touchIndex(long account);

  /** Brings an account's row into the processor's caches, see {@link #touchIndex}. */
  long touchRow(long account);

  /** Number of accounts; slots are 0 to size - 1. */
  int size();

  /**
   * True when the shard keeps as many accounts as it can: customers cannot open more. What the
   * ledger itself needs is opened all the same.
   */
  boolean isFull();

  /** Account number. */
  long number(int slot);

  /** What the holder can spend. */
  long available(int slot);

  /** What is set aside by holds. */
  long held(int slot);

  /** What the account is for. */
  AccountKind kind(int slot);

  /** Status set by the bank. */
  AccountStatus status(int slot);

  /** Status set by issuer's orders; what may be done is what both allow. */
  AccountStatus officialStatus(int slot);

  /** Class of limits. */
  int classNumber(int slot);

  /** Number of open holds that the account pays. */
  int openHolds(int slot);

  /** Number of outgoing messages that their destination has not acknowledged yet. */
  int pending(int slot);

  /** Outgoing sum counted in this epoch day; 0 when nothing was counted in it. */
  long spentInDay(int slot, int day);

  /** Outgoing sum counted in this year; 0 when nothing was counted in it. */
  long spentInYear(int slot, int year);

  /** Available and held of all accounts of a kind. Constant cost. */
  long totalOf(AccountKind kind);

  /** Held of all accounts. Constant cost. */
  long totalHeld();

  /** Number of a bank's wallets and merchant accounts here. Constant cost. */
  long customersOf(int bank);

  /** What they can spend, added up. Constant cost. */
  long availableOfCustomers(int bank);

  /** What is held in them, added up. Constant cost. */
  long heldOfCustomers(int bank);
}
