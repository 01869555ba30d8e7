package cbdc.crypto;

/** One-shot hashes; {@link Sha256} is the reusable form. */
public final class Hashes {
  private Hashes() {}

  /** SHA-256 of the bytes, in a new array of 32. */
  public static byte[] sha256(byte[] bytes) {
    Sha256 hash = new Sha256();
    hash.update(bytes);
    return hash.digest();
  }
}
