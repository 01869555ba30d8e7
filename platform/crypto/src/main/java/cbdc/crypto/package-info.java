/**
 * Keys, signatures, hashes, key files and node certificates.
 *
 * <p>Everything here works on bytes and knows nothing of money, ledgers or messages. This is the
 * only package that may import Bouncy Castle; it imports nothing of the project. Signatures use
 * Bouncy Castle's lightweight interface because it verifies several times faster than the JDK's
 * providers; SHA-256 uses the JDK because that one is intrinsic there.
 */
package cbdc.crypto;
