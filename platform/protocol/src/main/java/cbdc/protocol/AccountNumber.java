package cbdc.protocol;

/**
 * IBAN-shaped account numbers: scheme {@code DC}, two ISO 7064 MOD 97-10 check digits, a 4-digit
 * bank code and a 14-digit serial, 22 characters in all. The inner form is one {@code long}: bank
 * code times 10^14 plus serial.
 *
 * <p>Serials below {@link #FIRST_CUSTOMER_SERIAL} belong to the system; their kind and shard follow
 * from the number alone.
 */
public final class AccountNumber {
  /** Length of the text form. */
  public static final int TEXT_LENGTH = 22;

  /** Serials from here on are customers' wallets and merchants. */
  public static final long FIRST_CUSTOMER_SERIAL = 1_000_000;

  /** Highest serial. */
  public static final long MAX_SERIAL = 99_999_999_999_999L;

  /** Highest bank code; 0 is the central bank itself. */
  public static final int MAX_BANK = 9999;

  private static final long BANK_UNIT = 100_000_000_000_000L;
  private static final long RESERVE_SERIAL = 1;
  private static final long VAULT_SERIAL = 2;
  private static final long ISSUANCE_SERIAL = 3;
  private static final long FIRST_SUSPENSE_SERIAL = 10_000;
  private static final String SCHEME = "DC";

  /** D = 13 and C = 12 in ISO 7064's letter values, then room for the two check digits. */
  private static final long SCHEME_AND_ZEROS_MOD_97 = 131200 % 97;

  private AccountNumber() {}

  /** The inner form of a customer's or system account; arguments must be in range. */
  public static long of(int bank, long serial) {
    if (bank < 0 || bank > MAX_BANK || serial < 0 || serial > MAX_SERIAL) {
      throw new IllegalArgumentException(
          "bank " + bank + " or serial " + serial + " is out of range");
    }
    return bank * BANK_UNIT + serial;
  }

  /** A bank's reserve at the central bank. */
  public static long reserve(int bank) {
    return of(bank, RESERVE_SERIAL);
  }

  /** A bank's stock of digital currency. */
  public static long vault(int bank) {
    return of(bank, VAULT_SERIAL);
  }

  /** Currency in circulation through this bank, the issuer's liability. */
  public static long issuance(int bank) {
    return of(bank, ISSUANCE_SERIAL);
  }

  /** What a shard could not book elsewhere for this bank. */
  public static long suspense(int bank, int shard) {
    return of(bank, FIRST_SUSPENSE_SERIAL + shard);
  }

  /** Bank code of an account, 0 to 9999. */
  public static int bank(long account) {
    return (int) (account / BANK_UNIT);
  }

  /** Serial of an account within its bank. */
  public static long serial(long account) {
    return account % BANK_UNIT;
  }

  /** True for every value that {@link #of} could have made. */
  public static boolean isInRange(long account) {
    return account >= 0 && account <= MAX_BANK * BANK_UNIT + MAX_SERIAL;
  }

  /** True for wallets and merchants, false for reserve, vault, issuance and suspense accounts. */
  public static boolean isCustomer(long account) {
    return serial(account) >= FIRST_CUSTOMER_SERIAL;
  }

  /** True for a bank's vault. */
  public static boolean isVault(long account) {
    return serial(account) == VAULT_SERIAL;
  }

  /**
   * The shard that keeps an account.
   *
   * <p>Reserves, vaults and issuance live in shard 0, suspense accounts in their own shard;
   * customers are spread by a fixed hash over shards 1 to {@code shardCount - 1} (over shard 0 when
   * it is the only one).
   */
  public static int shard(long account, int shardCount) {
    long serial = serial(account);
    if (serial >= FIRST_CUSTOMER_SERIAL) {
      return shardCount == 1 ? 0 : 1 + (int) Long.remainderUnsigned(mix(account), shardCount - 1);
    }
    return serial >= FIRST_SUSPENSE_SERIAL ? (int) (serial - FIRST_SUSPENSE_SERIAL) : 0;
  }

  /**
   * Finalizer of SplitMix64 (Steele, Lea, Flood 2014): spreads consecutive serials evenly. Fixed
   * for ever: it decides where money lies.
   */
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Text form without spaces, for example {@code DC87000100000001000000}. */
  public static String format(long account) {
    String digits = Long.toString(account);
    String body = "0".repeat(18 - digits.length()) + digits;
    int check = checkDigits(account);
    return SCHEME + (check < 10 ? "0" : "") + check + body;
  }

  /**
   * Reads the text form; spaces between groups are allowed.
   *
   * @throws IllegalArgumentException naming the rule that was broken
   */
  public static long parse(String text) {
    String compact = text.replace(" ", "");
    if (compact.length() != TEXT_LENGTH || !compact.startsWith(SCHEME) || !isDigits(compact, 2)) {
      throw new IllegalArgumentException(
          "account '"
              + text
              + "' must be DC and 20 digits: 2 check digits, 4 of the bank, 14 of the serial");
    }
    long account = Long.parseLong(compact.substring(4));
    int given = Integer.parseInt(compact.substring(2, 4));
    if (given != checkDigits(account)) {
      throw new IllegalArgumentException(
          "account '" + text + "' has wrong check digits: please compare it with its source");
    }
    return account;
  }

  private static int checkDigits(long account) {
    // ISO 7064 MOD 97-10 as IBAN uses it: body, then the scheme's letters as numbers, then 00;
    // check = 98 - remainder.
    long remainder = (account % 97 * (1_000_000 % 97) + SCHEME_AND_ZEROS_MOD_97) % 97;
    return (int) (98 - remainder);
  }

  private static boolean isDigits(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
