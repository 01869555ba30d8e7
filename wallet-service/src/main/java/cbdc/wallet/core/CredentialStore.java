package cbdc.wallet.core;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * Keeps what lets people in: merchants' API keys, and until when wallets' tokens were revoked. Read
 * once at the start; the payment path asks memory only. Stages fail with {@link StoreUnavailable}.
 */
public interface CredentialStore {
  /** Keeps a new key. */
  CompletionStage<Void> addKey(ApiKeyRecord key);

  /**
   * Revokes a key of a merchant.
   *
   * @return the key as it is then, also when it was revoked before; null when there is none
   */
  CompletionStage<ApiKeyRecord> revokeKey(long merchant, UUID key, long nowMillis);

  /** A merchant's keys, oldest first, revoked ones too. */
  CompletionStage<List<ApiKeyRecord>> keys(long merchant);

  /** Every valid key. */
  CompletionStage<List<ApiKeyRecord>> validKeys();

  /** Tokens of a wallet that were made at or before a time are worth nothing from now on. */
  CompletionStage<Void> revokeTokens(long account, long madeUntilMillis);

  /** Until when tokens were revoked, by account; those without an entry never were. */
  CompletionStage<Map<Long, Long>> revokedTokens();
}
