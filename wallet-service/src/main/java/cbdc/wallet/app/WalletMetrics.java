package cbdc.wallet.app;

import cbdc.protocol.Outcome;
import cbdc.wallet.core.Execution;
import cbdc.wallet.core.PaymentKind;
import cbdc.wallet.core.PaymentObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;

/** Counts payments by kind and by how they ended. */
final class WalletMetrics implements PaymentObserver {
  /** How an execution ended, as a tag. */
  private enum Ending {
    SETTLED,
    RETURNED,
    DECLINED,
    CANCELLED,
    UNKNOWN
  }

  private final Map<PaymentKind, Map<Ending, Counter>> counters = new EnumMap<>(PaymentKind.class);

  /**
   * Registers all meters at zero, so that they are there before the first payment.
   *
   * @param openCommands commands at the ledger without an outcome
   */
  WalletMetrics(MeterRegistry registry, IntSupplier openCommands) {
    for (PaymentKind kind : PaymentKind.values()) {
      Map<Ending, Counter> endings = new EnumMap<>(Ending.class);
      for (Ending ending : Ending.values()) {
        endings.put(
            ending,
            Counter.builder("cbdc.wallet.payments")
                .description("Payments by kind and by how they ended.")
                .tag("kind", tag(kind))
                .tag("outcome", tag(ending))
                .register(registry));
      }
      counters.put(kind, endings);
    }
    Gauge.builder("cbdc.wallet.commands.open", openCommands, IntSupplier::getAsInt)
        .description("Commands sent to the ledger, or waiting to be, that have no outcome.")
        .strongReference(true)
        .register(registry);
  }

  private static String tag(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void executed(PaymentKind kind, Execution execution) {
    counters.get(kind).get(endingOf(execution)).increment();
  }

  private static Ending endingOf(Execution execution) {
    return switch (execution) {
      case Execution.Ended ended -> endingOf(ended.outcome());
      case Execution.Unknown unknown -> Ending.UNKNOWN;
      case Execution.NotYetTold notYet -> Ending.UNKNOWN;
      case Execution.Expired expired -> Ending.CANCELLED;
    };
  }

  private static Ending endingOf(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Settled settled -> Ending.SETTLED;
      case Outcome.Returned returned -> Ending.RETURNED;
      case Outcome.Rejected rejected -> Ending.DECLINED;
      case Outcome.Cancelled cancelled -> Ending.CANCELLED;
      case Outcome.Pending pending -> Ending.UNKNOWN;
    };
  }
}
