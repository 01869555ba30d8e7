package cbdc.issuer.app;

import cbdc.crypto.SignatureSuite;
import cbdc.issuer.core.ClusterId;
import cbdc.issuer.core.OrderId;
import cbdc.issuer.store.KeyLists;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.Amount;
import cbdc.protocol.BankStatus;
import cbdc.protocol.PublicKey;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How values on the command line are read; each says in one line what is wrong. */
final class Values {
  private Values() {}

  /** A value whose reader throws IllegalArgumentException with a line for people. */
  abstract static class Value<T> implements ITypeConverter<T> {
    abstract T read(String text);

    @Override
    public T convert(String text) {
      try {
        return read(text);
      } catch (IllegalArgumentException wrong) {
        throw new TypeConversionException(wrong.getMessage());
      }
    }
  }

  /** Minor units of a decimal that is more than zero. */
  static final class PositiveAmount extends Value<Long> {
    @Override
    Long read(String text) {
      long minor = Amount.parse(text);
      if (minor == 0) {
        throw new IllegalArgumentException("amount '" + text + "' must be at least 0.01");
      }
      return minor;
    }
  }

  /** Minor units of a decimal. */
  static final class AnyAmount extends Value<Long> {
    @Override
    Long read(String text) {
      return Amount.parse(text);
    }
  }

  /** A bank code. */
  static final class Bank extends Value<Integer> {
    @Override
    Integer read(String text) {
      if (!text.matches("[0-9]{1,4}")) {
        throw new IllegalArgumentException(
            "bank '" + text + "' must be a code of up to four digits such as 0001");
      }
      return Integer.parseInt(text);
    }
  }

  /** An account number with its check digits. */
  static final class Account extends Value<Long> {
    @Override
    Long read(String text) {
      return AccountNumber.parse(text);
    }
  }

  /** The name of an order in the book. */
  static final class Id extends Value<OrderId> {
    @Override
    OrderId read(String text) {
      return OrderId.parse(text);
    }
  }

  /** A cluster's id. */
  static final class Cluster extends Value<ClusterId> {
    @Override
    ClusterId read(String text) {
      return ClusterId.parse(text);
    }
  }

  /** A public key in its text form. */
  static final class Key extends Value<PublicKey> {
    @Override
    PublicKey read(String text) {
      return KeyLists.key(text);
    }
  }

  /** A signature suite by its label. */
  static final class Suite extends Value<SignatureSuite> {
    @Override
    SignatureSuite read(String text) {
      return SignatureSuite.ofLabel(text);
    }
  }

  /** A date as an epoch day. */
  static final class Day extends Value<Integer> {
    @Override
    Integer read(String text) {
      try {
        return Math.toIntExact(LocalDate.parse(text).toEpochDay());
      } catch (DateTimeParseException | ArithmeticException notOne) {
        throw new IllegalArgumentException(
            "'" + text + "' is not a date such as 2026-12-31", notOne);
      }
    }
  }

  /** What an order may set an account's official status to. */
  static final class Block extends Value<AccountStatus> {
    @Override
    AccountStatus read(String text) {
      return choice(
          text,
          Stream.of(
              AccountStatus.DEBIT_BLOCKED, AccountStatus.CREDIT_BLOCKED, AccountStatus.BLOCKED),
          "status");
    }
  }

  /** A bank's status. */
  static final class StatusOfBank extends Value<BankStatus> {
    @Override
    BankStatus read(String text) {
      return choice(text, Stream.of(BankStatus.values()), "status");
    }
  }

  private static <E extends Enum<E>> E choice(String text, Stream<E> choices, String what) {
    var all = choices.toList();
    return all.stream()
        .filter(choice -> label(choice).equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    what
                        + " '"
                        + text
                        + "' must be one of "
                        + all.stream().map(Values::label).collect(Collectors.joining(", "))));
  }

  private static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
