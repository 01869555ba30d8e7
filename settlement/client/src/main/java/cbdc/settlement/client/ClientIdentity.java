package cbdc.settlement.client;

import cbdc.crypto.SigningKey;
import java.util.Objects;
import java.util.UUID;

/**
 * Who a client acts for.
 *
 * @param bank bank code, 0 for the issuer
 * @param key one of the bank's batch keys, or of the issuer's keys
 * @param cluster id of the cluster that this identity belongs to; null to believe the first node
 *     that answers, which lets whoever controls that node choose for which cluster is signed
 */
public record ClientIdentity(int bank, SigningKey key, UUID cluster) {
  public ClientIdentity {
    Objects.requireNonNull(key, "key");
  }

  /** An identity that believes the cluster id that it is told. */
  public ClientIdentity(int bank, SigningKey key) {
    this(bank, key, null);
  }
}
