package cbdc.simulator.drill.check;

import cbdc.protocol.Command;
import cbdc.protocol.Outcome;
import java.util.Optional;

/**
 * A command as its sender saw it.
 *
 * @param isRepeat whether the same id was sent before, so that what the ledger has may be older
 * @param intendedNanos when it should have been sent
 * @param startNanos when it was sent
 * @param endNanos when its sender learnt what {@code told} says, or that nobody can tell
 * @param told the final outcome; empty when it stayed unknown
 */
public record Submission(
    Command command,
    boolean isRepeat,
    long intendedNanos,
    long startNanos,
    long endNanos,
    Optional<Outcome> told) {}
