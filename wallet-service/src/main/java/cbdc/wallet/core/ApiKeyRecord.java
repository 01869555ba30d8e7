package cbdc.wallet.core;

import java.util.Set;
import java.util.UUID;

/**
 * A merchant's key to the API. The key itself is shown once, when it is made; only its hash is
 * kept.
 *
 * @param id names it, for listing and revoking
 * @param merchant inner account number of the only account that it speaks for
 * @param label what the merchant calls it
 * @param scopes what it may do
 * @param hash SHA-256 of the key, 32 bytes, not to be changed
 * @param createdMillis wall time
 * @param revokedMillis wall time; 0 while it is valid
 */
public record ApiKeyRecord(
    UUID id,
    long merchant,
    String label,
    Set<Scope> scopes,
    byte[] hash,
    long createdMillis,
    long revokedMillis) {
  public ApiKeyRecord {
    scopes = Set.copyOf(scopes);
  }
}
