package cbdc.wallet.core;

import cbdc.protocol.CommandId;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens of wallets and of holds. A token says itself whom it is for and until when, under a
 * message authentication code (HMAC-SHA256, RFC 2104) with the service's secret, so that checking
 * one needs neither a database nor a table of all tokens.
 *
 * <p>Form: a prefix that people and secret scanners recognise, then base64url of the fields and the
 * code. Safe for use by any number of threads.
 */
public final class BearerTokens {
  /** Fewest bytes of the secret. */
  public static final int SECRET_BYTES_MIN = 32;

  private static final String WALLET = "cbdc_wt_";
  private static final String CAPTURE = "cbdc_ct_";
  private static final int CODE_BYTES = 32;
  private static final int WALLET_BYTES = 3 * Long.BYTES;
  private static final int CAPTURE_BYTES = 5 * Long.BYTES;

  private final Mac keyed;

  /**
   * Tokens under a secret.
   *
   * @param secret at least {@link #SECRET_BYTES_MIN} random bytes
   */
  public BearerTokens(byte[] secret) {
    if (secret.length < SECRET_BYTES_MIN) {
      throw new IllegalArgumentException(
          "the token secret has " + secret.length + " bytes, expected at least 32");
    }
    try {
      keyed = Mac.getInstance("HmacSHA256");
      keyed.init(new SecretKeySpec(secret, "HmacSHA256"));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every JDK has HmacSHA256", missing);
    }
  }

  /**
   * What a token of a wallet says.
   *
   * @param madeMillis when it was made
   * @param expiresMillis from when on it is worth nothing
   */
  public record WalletToken(long account, long madeMillis, long expiresMillis) {}

  /** What a token of a hold says. */
  public record CaptureToken(CommandId hold, long payer, long payee, long expiresMillis) {}

  /** Makes a token of a wallet. */
  public String make(WalletToken token) {
    byte[] bytes = new byte[WALLET_BYTES + CODE_BYTES];
    ByteBuffer.wrap(bytes)
        .putLong(token.account())
        .putLong(token.madeMillis())
        .putLong(token.expiresMillis());
    return seal(WALLET, bytes);
  }

  /** Makes a token of a hold. */
  public String make(CaptureToken token) {
    byte[] bytes = new byte[CAPTURE_BYTES + CODE_BYTES];
    ByteBuffer.wrap(bytes)
        .putLong(token.hold().high())
        .putLong(token.hold().low())
        .putLong(token.payer())
        .putLong(token.payee())
        .putLong(token.expiresMillis());
    return seal(CAPTURE, bytes);
  }

  /** What a token says, if it is a wallet's and was made here. It may have expired. */
  public Optional<WalletToken> wallet(String token) {
    return open(WALLET, token, WALLET_BYTES)
        .map(f -> new WalletToken(f.getLong(), f.getLong(), f.getLong()));
  }

  /** What a token says, if it is a hold's and was made here. It may have expired. */
  public Optional<CaptureToken> capture(String token) {
    return open(CAPTURE, token, CAPTURE_BYTES)
        .map(
            f ->
                new CaptureToken(
                    new CommandId(f.getLong(), f.getLong()),
                    f.getLong(),
                    f.getLong(),
                    f.getLong()));
  }

  /** Writes the code behind the fields. */
  private String seal(String prefix, byte[] bytes) {
    int length = bytes.length - CODE_BYTES;
    System.arraycopy(code(prefix, bytes, length), 0, bytes, length, CODE_BYTES);
    return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private Optional<ByteBuffer> open(String prefix, String token, int length) {
    if (!token.startsWith(prefix)) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token.substring(prefix.length()));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    if (bytes.length != length + CODE_BYTES) {
      return Optional.empty();
    }
    byte[] given = Arrays.copyOfRange(bytes, length, bytes.length);
    // Constant time: how much of a guess was right must not show.
    return MessageDigest.isEqual(given, code(prefix, bytes, length))
        ? Optional.of(ByteBuffer.wrap(bytes, 0, length))
        : Optional.empty();
  }

  /** The prefix is part of what is sealed: no token can pass as one of another kind. */
  private byte[] code(String prefix, byte[] fields, int length) {
    try {
      Mac mac = (Mac) keyed.clone();
      for (int i = 0; i < prefix.length(); i++) {
        mac.update((byte) prefix.charAt(i));
      }
      mac.update(fields, 0, length);
      return mac.doFinal();
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException("the JDK's HMAC can be cloned", impossible);
    }
  }
}
