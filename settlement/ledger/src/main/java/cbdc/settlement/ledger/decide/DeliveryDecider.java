package cbdc.settlement.ledger.decide;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.ChannelCodec;
import cbdc.protocol.ChannelGroup;
import cbdc.protocol.ChannelMessage;
import cbdc.protocol.ChannelMessage.ForwardedOrder;
import cbdc.protocol.ChannelMessage.OrderRefusal;
import cbdc.protocol.ChannelMessage.Return;
import cbdc.protocol.ChannelMessage.Transfer;
import cbdc.protocol.CommandId;
import cbdc.protocol.DeliveryAnswer;
import cbdc.settlement.ledger.state.ChannelsView;
import cbdc.settlement.ledger.state.OutgoingKind;
import cbdc.settlement.ledger.state.StateView;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Whether a group is the next one of its channel. A group is taken whole or not at all: every
 * message is looked at before the first is executed. What no honest source can have sent stops the
 * channel, like a wrong hash.
 */
public final class DeliveryDecider {
  /** Stands for "more than all the money there can be". */
  private static final long IMPOSSIBLE = -1;

  private final StateView view;
  private final ChannelsView channels;
  private final ChannelCodec codec = new ChannelCodec();
  private final MessageDigest digest = Sha256.newDigest();
  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[0]);

  DeliveryDecider(StateView view) {
    this.view = view;
    this.channels = view.channels();
  }

  /**
   * What to do with a group.
   *
   * @param answer taken, or why not
   * @param messages its messages, when taken
   */
  public record Verdict(DeliveryAnswer answer, List<ChannelMessage> messages) {
    private static Verdict of(DeliveryAnswer answer) {
      return new Verdict(answer, List.of());
    }
  }

  /** Looks at a group of the channel from {@code source}. */
  public Verdict decide(int source, ChannelGroup group) {
    if (channels.isStopped(source)) {
      return Verdict.of(DeliveryAnswer.STOPPED);
    }
    long mark = channels.incomingMark(source);
    if (group.firstSequence() > mark + 1) {
      return Verdict.of(DeliveryAnswer.GAP);
    }
    if (group.lastSequence() <= mark) {
      return Verdict.of(DeliveryAnswer.ALREADY_TAKEN);
    }
    if (group.firstSequence() != mark + 1) {
      return Verdict.of(DeliveryAnswer.GAP);
    }
    List<ChannelMessage> messages = continuesHash(source, group) ? decode(group) : null;
    return messages != null && isPossible(source, messages)
        ? new Verdict(DeliveryAnswer.TAKEN, messages)
        : Verdict.of(DeliveryAnswer.STOPPED);
  }

  private boolean continuesHash(int source, ChannelGroup group) {
    digest.update(channels.incomingHash(source));
    return MessageDigest.isEqual(digest.digest(group.messages()), group.hashAfter());
  }

  /** The messages, or null when the bytes do not hold exactly as many as the group says. */
  private List<ChannelMessage> decode(ChannelGroup group) {
    List<ChannelMessage> messages = new ArrayList<>(group.count());
    byte[] bytes = group.messages();
    buffer.wrap(bytes);
    int at = 0;
    try {
      while (at < bytes.length && messages.size() < group.count()) {
        messages.add(codec.decode(buffer, at, bytes.length));
        at += codec.decodedLength();
      }
    } catch (RuntimeException e) {
      // Whatever the codec says about them: another shard's bytes stop its channel, and not this
      // shard.
      return null;
    }
    return at == bytes.length && messages.size() == group.count() ? messages : null;
  }

  private boolean isPossible(int source, List<ChannelMessage> messages) {
    long sum = 0;
    long lastAnswered = 0;
    for (ChannelMessage message : messages) {
      long amount =
          switch (message) {
            case Transfer m -> isPossible(m) ? m.amount() : IMPOSSIBLE;
            case Return m -> answers(source, m, lastAnswered) ? m.amount() : IMPOSSIBLE;
            case ForwardedOrder ignored -> source == 0 ? 0 : IMPOSSIBLE;
            case OrderRefusal m ->
                view.shard() == 0 && answers(source, m, lastAnswered) ? 0 : IMPOSSIBLE;
          };
      sum += amount;
      if (amount == IMPOSSIBLE || sum < 0) {
        return false;
      }
      lastAnswered = answered(message, lastAnswered);
    }
    return ShardMoney.of(view.accounts()) + sum >= 0;
  }

  private boolean isPossible(Transfer m) {
    return m.amount() > 0
        && AccountNumber.isInRange(m.payee())
        && (AccountNumber.isCustomer(m.payee()) || AccountNumber.isVault(m.payee()))
        && AccountNumber.shard(m.payee(), view.genesis().shardCount()) == view.shard();
  }

  /**
   * Answers come back in the order of what they answer, each at most once, and before it is
   * acknowledged.
   */
  private boolean answers(int source, Return m, long lastAnswered) {
    return m.sequence() > lastAnswered
        && awaitsAnswer(source, m.sequence(), m.id())
        && channels.outgoingKind(source, m.sequence()).isLimited()
        && view.accounts().number(channels.outgoingPayerSlot(source, m.sequence())) == m.payer()
        && channels.outgoingAmount(source, m.sequence()) == m.amount();
  }

  private boolean answers(int source, OrderRefusal m, long lastAnswered) {
    return m.sequence() > lastAnswered
        && awaitsAnswer(source, m.sequence(), m.id())
        && channels.outgoingKind(source, m.sequence()) == OutgoingKind.ORDER;
  }

  private boolean awaitsAnswer(int source, long sequence, CommandId id) {
    return sequence > channels.acknowledgedMark(source)
        && channels.isKept(source, sequence)
        && !channels.isReturned(source, sequence)
        && channels.outgoingIdHigh(source, sequence) == id.high()
        && channels.outgoingIdLow(source, sequence) == id.low();
  }

  private static long answered(ChannelMessage message, long before) {
    return switch (message) {
      case Return m -> m.sequence();
      case OrderRefusal m -> m.sequence();
      case Transfer ignored -> before;
      case ForwardedOrder ignored -> before;
    };
  }
}
