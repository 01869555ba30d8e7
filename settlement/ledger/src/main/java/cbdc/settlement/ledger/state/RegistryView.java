package cbdc.settlement.ledger.state;

import cbdc.protocol.BankStatus;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import cbdc.protocol.NodeChange;
import cbdc.protocol.PublicKey;
import java.util.List;

/**
 * Banks, keys, policy and versions, read only: what every shard holds alike, and for shard 0 order
 * numbers and per-bank totals.
 */
public interface RegistryView {
  /** True when the bank was admitted. */
  boolean isBankKnown(int bank);

  /** Codes of the banks admitted, ascending. */
  int[] banks();

  /** Status of an admitted bank; null when it is unknown. */
  BankStatus bankStatus(int bank);

  /** Most that the bank may have outstanding, minor units; 0 when it is unknown. */
  long quota(int bank);

  /** The bank's batch keys; empty when it is unknown. */
  List<PublicKey> bankKeys(int bank);

  /** One of the bank's current batch keys, or null. */
  PublicKey bankKey(int bank, long keyId);

  /**
   * Number of the last order accepted for a bank (bank 0: the whole system); 0 when there was none.
   * Shard 0 only.
   */
  long lastOrderNumber(int bank);

  /** Issued to a bank for ever. Shard 0 only. */
  long issued(int bank);

  /** Redeemed by a bank for ever. Shard 0 only. */
  long redeemed(int bank);

  /** The issuer's current keys. */
  List<PublicKey> issuerKeys();

  /** One of the issuer's current keys, or null. */
  PublicKey issuerKey(long keyId);

  /** Signatures that an order needs. */
  int issuerThreshold();

  /** The policy in force. */
  LimitPolicy policy();

  /** Limits of a class, or null when the policy has no such class. */
  ClassLimits limits(int classNumber);

  /** Version of the rules in force. */
  int rulesVersion();

  /** True when the node was removed for ever. By rules version 1 on shard 0 only. */
  boolean isNodeRemoved(String nodeId);

  /** Ids of the nodes that were removed, in order. By rules version 1 on shard 0 only. */
  List<String> removedNodes();

  /** The changes of nodes ordered since rules version 2, in order. */
  List<NodeChange> nodeChanges();
}
