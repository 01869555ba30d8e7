package cbdc.settlement.ledger;

import cbdc.protocol.Command;
import cbdc.protocol.Command.AskOutcome;
import cbdc.protocol.CommandCodec;
import cbdc.protocol.Event;
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
import cbdc.settlement.ledger.decide.Fingerprint;
import cbdc.settlement.ledger.decide.Moment;
import java.util.List;
import org.agrona.DirectBuffer;

/** Executes the clients' commands of a batch, one by one: decode, decide, apply, remember. */
final class CommandExecution {
  private static final Refused INTERNAL_ERROR = Refused.of(RejectionCode.INTERNAL_ERROR);
  private static final Outcome MALFORMED = new Outcome.Rejected(RejectionCode.COMMAND_MALFORMED);

  private final Deciders deciders;
  private final EventApplier applier;
  private final Memory memory;
  private final OutcomeWriter outcomes;
  private final CommandCodec codec = new CommandCodec();

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

  /** Where a command's bytes are wrong, nobody can tell where the next one begins: the rest of its client batch is malformed too. */
  private void execute(DirectBuffer buffer, Commands part, LedgerTime time) {
    int at = part.offset();
    int limit = at + part.length();
    int registryChanges = applier.registryChanges();
    Caller caller = deciders.callers().caller(part.bank(), part.keyId());
    for (int done = 0; done < part.count(); done++) {
      Command command = at < limit ? decode(buffer, at, limit) : null;
      if (command == null) {
        at = limit;
        outcomes.command(MALFORMED, false);
      } else {
        int length = codec.decodedLength();
        execute(command, Fingerprint.of(part.bank(), buffer, at, length), caller, time.now());
        at += length;
        if (applier.registryChanges() != registryChanges) {
          // The order just executed may have changed the caller's own keys, or where the day begins.
          registryChanges = applier.registryChanges();
          caller = deciders.callers().caller(part.bank(), part.keyId());
          time.refresh();
        }
      }
    }
  }

  /** Null for bytes that are no command, whatever the codec says about them: a client's bytes must not stop the shard. */
  private Command decode(DirectBuffer buffer, int at, int limit) {
    try {
      return codec.decode(buffer, at, limit);
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

  /** A bug in a decider is a refusal that every replica gives alike; it has changed nothing, since deciders only read. */
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
