package cbdc.simulator.bench;

import cbdc.protocol.CommandId;
import cbdc.settlement.client.CommandIds;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Payments of one bank's wallets to merchants, as bytes of HTTP. All but id, payee and amount is
 * made once: the driver shares the machine with what it measures. Used by one thread.
 */
final class HttpRequests {
  /** Largest amount of a payment, minor units: small, so that wallets and limits last. */
  static final int AMOUNT_MAX = 100;

  private static final byte[] LENGTH = ascii("\r\nContent-Length: ");
  private static final byte[] END_OF_HEAD = ascii("\r\n\r\n");
  private static final byte[] AMOUNT = ascii("\",\"amount\":");
  private static final byte[] CURRENCY = ascii(",\"currency\":\"XDU\"}");
  private static final byte[] HEX = ascii("0123456789abcdef");
  private static final int NUMBER_BYTES = 10;

  private final byte[][] heads;
  private final byte[][] bodies;
  private final byte[][] merchants;
  private final CommandIds ids;
  private final SplittableRandom random;
  private final byte[] digits = new byte[NUMBER_BYTES];

  /** Payments from the bank's wallets to all merchants of the target. */
  HttpRequests(HttpTarget target, HttpTarget.Bank bank, CommandIds ids, SplittableRandom random) {
    this.ids = ids;
    this.random = random;
    int wallets = bank.wallets().size();
    heads = new byte[wallets][];
    bodies = new byte[wallets][];
    for (int i = 0; i < wallets; i++) {
      HttpTarget.Wallet wallet = bank.wallets().get(i);
      heads[i] = head(bank.address(), wallet.token());
      bodies[i] = ascii("{\"payer\":\"" + wallet.account() + "\",\"payee\":\"");
    }
    merchants = target.merchants().stream().map(HttpRequests::ascii).toArray(byte[][]::new);
  }

  private static byte[] head(InetSocketAddress address, String token) {
    String host = address.getAddress().getHostAddress();
    return ascii(
        "POST /v1/payments HTTP/1.1\r\nHost: "
            + (address.getAddress() instanceof Inet6Address ? '[' + host + ']' : host)
            + ':'
            + address.getPort()
            + "\r\nContent-Type: application/json\r\nAuthorization: Bearer "
            + token
            + "\r\nIdempotency-Key: ");
  }

  /** Longest request, bytes. */
  int lengthMax() {
    return longest(heads) + longest(bodies) + longest(merchants) + 256;
  }

  /** Writes a payment with an id of its own, of a random wallet to a random merchant. */
  void write(ByteBuffer out) {
    int wallet = random.nextInt(heads.length);
    byte[] body = bodies[wallet];
    byte[] merchant = merchants[random.nextInt(merchants.length)];
    int amount = 1 + random.nextInt(AMOUNT_MAX);
    int length = body.length + merchant.length + AMOUNT.length + digitsOf(amount) + CURRENCY.length;
    out.put(heads[wallet]);
    putId(out, ids.next());
    out.put(LENGTH);
    putNumber(out, length);
    out.put(END_OF_HEAD).put(body).put(merchant).put(AMOUNT);
    putNumber(out, amount);
    out.put(CURRENCY);
  }

  private static void putId(ByteBuffer out, CommandId id) {
    putHex(out, id.high(), 60, 32);
    out.put((byte) '-');
    putHex(out, id.high(), 28, 16);
    out.put((byte) '-');
    putHex(out, id.high(), 12, 0);
    out.put((byte) '-');
    putHex(out, id.low(), 60, 48);
    out.put((byte) '-');
    putHex(out, id.low(), 44, 0);
  }

  private static void putHex(ByteBuffer out, long value, int fromBit, int toBit) {
    for (int bit = fromBit; bit >= toBit; bit -= 4) {
      out.put(HEX[(int) (value >>> bit) & 0xF]);
    }
  }

  private void putNumber(ByteBuffer out, int number) {
    int at = NUMBER_BYTES;
    int rest = number;
    do {
      digits[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest != 0);
    out.put(digits, at, NUMBER_BYTES - at);
  }

  private static int digitsOf(int number) {
    int count = 1;
    for (int rest = number / 10; rest != 0; rest /= 10) {
      count++;
    }
    return count;
  }

  private static int longest(byte[][] texts) {
    int longest = 0;
    for (byte[] text : texts) {
      longest = Math.max(longest, text.length);
    }
    return longest;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
