package cbdc.settlement.ledger;

import cbdc.protocol.Approval;
import cbdc.protocol.PublicKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keys whose signature anybody can compute, so that the ledger's tests need no cryptography: the
 * rules see bytes only.
 */
public final class TestSignatures implements SignatureVerifier {
  private static final byte[] ORDER_LABEL = "order".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FLUSH_LABEL = "flush".getBytes(StandardCharsets.US_ASCII);

  /** A key; each number is another one. */
  public static PublicKey key(long number) {
    return new PublicKey(
        0x7E57_0000_0000_0000L + number,
        1,
        ("test key number " + number).getBytes(StandardCharsets.US_ASCII));
  }

  /** Keys of these numbers. */
  public static List<PublicKey> keys(long... numbers) {
    return Arrays.stream(numbers).mapToObj(TestSignatures::key).toList();
  }

  /** Approvals of an order by these keys. */
  public static List<Approval> approvals(byte[] order, PublicKey... signers) {
    return Stream.of(signers)
        .map(key -> new Approval(key.keyId(), sign(key, ORDER_LABEL, order)))
        .toList();
  }

  @Override
  public boolean verify(PublicKey key, byte[] message, byte[] signature) {
    return Arrays.equals(sign(key, FLUSH_LABEL, message), signature);
  }

  @Override
  public boolean verifyOrder(PublicKey key, byte[] order, byte[] signature) {
    return Arrays.equals(sign(key, ORDER_LABEL, order), signature);
  }

  private static byte[] sign(PublicKey key, byte[] label, byte[] message) {
    var digest = cbdc.settlement.ledger.decide.Sha256.newDigest();
    digest.update(key.encoded());
    digest.update(label);
    return Arrays.copyOf(digest.digest(message), Approval.SIGNATURE_LENGTH);
  }
}
