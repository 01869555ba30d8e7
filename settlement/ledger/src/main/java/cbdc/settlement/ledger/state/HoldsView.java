package cbdc.settlement.ledger.state;

/** The open holds of a shard, read only. A handle is valid until its hold is removed. */
public interface HoldsView {
  /** Handle of the hold with this id, or -1. */
  int find(long idHigh, long idLow);

  /** Number of open holds. */
  int size();

  /** True when no further hold can be placed. */
  boolean isFull();

  /** The hold that ends first: lowest (expiry, id); -1 when there is none. */
  int firstToExpire();

  /** First half of the hold's id. */
  long idHigh(int handle);

  /** Second half of the hold's id. */
  long idLow(int handle);

  /** Slot of the account that pays. */
  int payerSlot(int handle);

  /** Number of the account that is paid. */
  long payee(int handle);

  /** What is left of the hold, minor units. */
  long remaining(int handle);

  /** When the hold ends, Unix milliseconds. */
  long expiresAtMillis(int handle);

  /** Epoch day on which the hold was counted. */
  int day(int handle);

  /** Year in which the hold was counted. */
  int year(int handle);

  /** Sum of what is left of all holds. Constant cost. */
  long totalRemaining();

  /** Visits the handles of all open holds, in no particular order. */
  void forEach(java.util.function.IntConsumer visit);
}
