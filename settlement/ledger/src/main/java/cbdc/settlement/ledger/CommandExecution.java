package cbdc.settlement.ledger;

import cbdc.protocol.Command;
import cbdc.protocol.Command.AskOutcome;
import cbdc.protocol.CommandCodec;
import cbdc.protocol.Event;
import cbdc.protocol.Fingerprint;
import cbdc.protocol.Outcome;
import cbdc.protocol.OutcomeWriter;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.ParsedBatch.Commands;
import cbdc.settlement.ledger.apply.EventApplier;
import cbdc.settlement.ledger.apply.Memory;
import cbdc.settlement.ledger.decide.Caller;
import cbdc.settlement.ledger.decide.Deciders;
import cbdc.settlement.ledger.decide.Decision;
import cbdc.settlement.ledger.decide.Decision.Accepted;
import cbdc.settlement.ledger.decide.Decision.Duplicate;
import cbdc.settlement.ledger.decide.Decision.Refused;
import cbdc.settlement.ledger.decide.Moment;
import java.util.List;
import org.agrona.DirectBuffer;

/** Executes the clients' commands of a batch, one by one: decode, decide, apply, remember. */
final class CommandExecution {
  /**
   * Commands decoded ahead: enough that their waits for memory overlap, few enough that all stays
   * in the caches.
   */
  private static final int STRETCH = 128;

  private static final Refused INTERNAL_ERROR = Refused.of(RejectionCode.INTERNAL_ERROR);
  private static final Outcome MALFORMED = new Outcome.Rejected(RejectionCode.COMMAND_MALFORMED);

  private final Deciders deciders;
  private final EventApplier applier;
  private final Memory memory;
  private final OutcomeWriter outcomes;
  private final CommandCodec codec = new CommandCodec();
  private final Command[] stretch = new Command[STRETCH];
  private final long[] fingerprints = new long[STRETCH];
  private int stretchLength;

  CommandExecution(Deciders deciders, EventApplier applier, Memory memory, OutcomeWriter outcomes) {
    this.deciders = deciders;
    this.applier = applier;
    this.memory = memory;
    this.outcomes = outcomes;
  }

  void execute(ParsedBatch batch, LedgerTime time) {
    for (Commands part : batch.clientBatches()) {
      execute(batch.buffer(), part, time);
    }
  }

  /**
   * Executes a client batch in stretches: a stretch is decoded, its accounts are fetched into the
   * processor's caches all together, and then it is executed command by command. Where a command's
   * bytes are wrong, nobody can tell where the next one begins: the rest is malformed too.
   */
  private void execute(DirectBuffer buffer, Commands part, LedgerTime time) {
    int limit = part.offset() + part.length();
    int at = part.offset();
    int left = part.count();
    while (left > 0 && at < limit) {
      int next = decodeStretch(buffer, part, at, Math.min(left, STRETCH));
      executeStretch(part, time);
      left -= stretchLength;
      at = next;
    }
    for (; left > 0; left--) {
      outcomes.command(MALFORMED, false);
    }
  }

  /**
   * Decodes up to so many commands and returns where the next one begins: the part's end where
   * there is none.
   */
  private int decodeStretch(DirectBuffer buffer, Commands part, int from, int lengthMax) {
    int limit = part.offset() + part.length();
    int at = from;
    stretchLength = 0;
    while (stretchLength < lengthMax && at < limit) {
      Command command = decode(buffer, at, limit);
      if (command == null) {
        return limit;
      }
      int length = codec.decodedLength();
      stretch[stretchLength] = command;
      fingerprints[stretchLength] = Fingerprint.of(part.bank(), buffer, at, length);
      stretchLength++;
      at += length;
    }
    return at;
  }

  private void executeStretch(Commands part, LedgerTime time) {
    deciders.foresight().fetch(stretch, stretchLength);
    Caller caller = deciders.callers().caller(part.bank(), part.keyId());
    for (int i = 0; i < stretchLength; i++) {
      int registryChanges = applier.registryChanges();
      execute(stretch[i], fingerprints[i], caller, time.now());
      stretch[i] = null;
      if (applier.registryChanges() != registryChanges) {
        // The order just executed may have changed the caller's own keys, or where the day begins.
        caller = deciders.callers().caller(part.bank(), part.keyId());
        time.refresh();
      }
    }
  }

  /**
   * Null for bytes that are no command, whatever the codec says about them: a client's bytes must
   * not stop the shard. Nor are they one where the rules in force do not know it yet, as they are
   * none to the programs of those rules.
   */
  private Command decode(DirectBuffer buffer, int at, int limit) {
    try {
      Command command = codec.decode(buffer, at, limit);
      return deciders.commands().knows(command) ? command : null;
    } catch (RuntimeException e) {
      return null;
    }
  }

  private void execute(Command command, long fingerprint, Caller caller, Moment now) {
    switch (decide(command, fingerprint, caller, now)) {
      case Accepted d -> {
        apply(d.events(), now);
        memory.remember(command.id(), fingerprint, d.outcome());
        outcomes.command(d.outcome(), false);
      }
      case Duplicate d -> outcomes.command(d.outcome(), true);
      case Refused d -> {
        // A question that is refused says nothing about the id that it asks for.
        if (d.outcome().code().spendsId() && !(command instanceof AskOutcome)) {
          memory.remember(command.id(), fingerprint, d.outcome());
        }
        outcomes.command(d.outcome(), false);
      }
    }
  }

  /**
   * A bug in a decider is a refusal that every replica gives alike; it has changed nothing, since
   * deciders only read.
   */
  private Decision decide(Command command, long fingerprint, Caller caller, Moment now) {
    try {
      return deciders.commands().decide(command, fingerprint, caller, now);
    } catch (RuntimeException e) {
      return INTERNAL_ERROR;
    }
  }

  private void apply(List<Event> events, Moment now) {
    for (int i = 0; i < events.size(); i++) {
      applier.apply(events.get(i), now.day(), now.year());
    }
  }
}
