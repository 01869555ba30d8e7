package cbdc.wallet.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Who may come in. Everything is answered from memory; what changes is kept in the store first.
 *
 * <p>API keys and operator tokens are known by their SHA-256 only. They are long and random, so
 * looking up the hash of what was presented tells an attacker nothing.
 */
public final class Credentials {
  private static final String API_KEY = "cbdc_mk_";
  private static final int API_KEY_BYTES = 32;

  private final BearerTokens tokens;
  private final CredentialStore store;
  private final LongSupplier wallMillis;
  private final Set<String> operators;
  private final SecureRandom random = new SecureRandom();
  private final ConcurrentHashMap<String, ApiKeyRecord> keys = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Long, Long> revokedUntil = new ConcurrentHashMap<>();

  /**
   * Credentials of a service.
   *
   * @param operatorTokens the tokens of the bank's own staff and systems
   * @param wallMillis Unix time in milliseconds
   */
  public Credentials(
      BearerTokens tokens,
      List<String> operatorTokens,
      CredentialStore store,
      LongSupplier wallMillis) {
    this.tokens = tokens;
    this.store = store;
    this.wallMillis = wallMillis;
    this.operators =
        Set.copyOf(
            operatorTokens.stream().map(token -> HexFormat.of().formatHex(hash(token))).toList());
  }

  /** Reads what the store keeps; before that no API key is known. */
  public CompletionStage<Void> load() {
    return store
        .validKeys()
        .thenCombine(
            store.revokedTokens(),
            (valid, revoked) -> {
              valid.forEach(key -> keys.put(HexFormat.of().formatHex(key.hash()), key));
              revokedUntil.putAll(revoked);
              return null;
            });
  }

  /** Either who it is, or why nobody. */
  public sealed interface Check {
    /** Let in. */
    record Passed(Caller caller) implements Check {}

    /** Kept out. */
    record Failed(TokenFault fault) implements Check {}
  }

  /** Whose token it is. */
  public Check check(String token) {
    Optional<BearerTokens.WalletToken> wallet = tokens.wallet(token);
    if (wallet.isPresent()) {
      return check(wallet.get());
    }
    Optional<BearerTokens.CaptureToken> capture = tokens.capture(token);
    if (capture.isPresent()) {
      BearerTokens.CaptureToken hold = capture.get();
      return hold.expiresMillis() <= wallMillis.getAsLong()
          ? new Check.Failed(TokenFault.EXPIRED)
          : new Check.Passed(new Caller.Capturer(hold.hold(), hold.payer(), hold.payee()));
    }
    String hash = HexFormat.of().formatHex(hash(token));
    if (operators.contains(hash)) {
      return new Check.Passed(Caller.Operator.INSTANCE);
    }
    ApiKeyRecord key = keys.get(hash);
    return key == null
        ? new Check.Failed(TokenFault.UNKNOWN)
        : new Check.Passed(new Caller.Merchant(key.merchant(), key.scopes(), key.id()));
  }

  private Check check(BearerTokens.WalletToken token) {
    if (token.expiresMillis() <= wallMillis.getAsLong()) {
      return new Check.Failed(TokenFault.EXPIRED);
    }
    Long revoked = revokedUntil.get(token.account());
    return revoked != null && token.madeMillis() <= revoked
        ? new Check.Failed(TokenFault.REVOKED)
        : new Check.Passed(new Caller.Holder(token.account()));
  }

  /** A new token, which is shown this once, and its end. */
  public record NewToken(String secret, long expiresMillis) {}

  /** Makes a token of a wallet that is valid for some time. */
  public NewToken walletToken(long account, long validMillis) {
    // Never at a time that was revoked: the clock may not have moved since.
    long made = Math.max(wallMillis.getAsLong(), revokedUntil.getOrDefault(account, 0L) + 1);
    long expires = made + validMillis;
    return new NewToken(tokens.make(new BearerTokens.WalletToken(account, made, expires)), expires);
  }

  /** Makes the token of a hold. */
  public String captureToken(BearerTokens.CaptureToken hold) {
    return tokens.make(hold);
  }

  /** Ends every token of a wallet that was made until now. */
  public CompletionStage<Void> revokeTokens(long account) {
    long now = wallMillis.getAsLong();
    return store
        .revokeTokens(account, now)
        .thenRun(() -> revokedUntil.merge(account, now, Math::max));
  }

  /** A new API key, and the secret that is shown this once. */
  public record NewKey(ApiKeyRecord record, String secret) {}

  /** Makes an API key for a merchant. */
  public CompletionStage<NewKey> addKey(long merchant, String label, Set<Scope> scopes) {
    byte[] bytes = new byte[API_KEY_BYTES];
    random.nextBytes(bytes);
    String secret = API_KEY + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    byte[] hash = hash(secret);
    ApiKeyRecord key =
        new ApiKeyRecord(
            UUID.randomUUID(), merchant, label, scopes, hash, wallMillis.getAsLong(), 0);
    return store
        .addKey(key)
        .thenApply(
            kept -> {
              keys.put(HexFormat.of().formatHex(hash), key);
              return new NewKey(key, secret);
            });
  }

  /** Ends an API key; false when the merchant has none of that id. */
  public CompletionStage<Boolean> revokeKey(long merchant, UUID id) {
    return store
        .revokeKey(merchant, id, wallMillis.getAsLong())
        .thenApply(
            key -> {
              if (key != null) {
                keys.remove(HexFormat.of().formatHex(key.hash()));
              }
              return key != null;
            });
  }

  /** A merchant's keys, oldest first, revoked ones too. */
  public CompletionStage<List<ApiKeyRecord>> keys(long merchant) {
    return store.keys(merchant);
  }

  private static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every JDK has SHA-256", missing);
    }
  }
}
