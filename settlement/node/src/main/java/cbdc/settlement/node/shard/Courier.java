package cbdc.settlement.node.shard;

import cbdc.protocol.ChannelCodec;
import cbdc.protocol.ChannelGroup;
import cbdc.protocol.ChannelMessage;
import cbdc.protocol.MalformedException;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries committed channel groups from the shards led here to the leaders of their destinations,
 * and the destinations' receipts back. Only committed state comes in; only committed marks come
 * back. What is lost on the way is sent again: the destination takes each group once.
 *
 * <p>All work happens on one thread; public methods hand over to it. All channels between two nodes
 * share one message per round.
 */
public final class Courier {
  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

  /** A refused channel asks again after so many times what a lost message costs: 5 s. */
  private static final int REFUSED_PAUSE_FACTOR = 10;

  private final String self;
  private final PeerPost post;
  private final LeaderDirectory leaders;
  private final Inbox inbox;
  private final Executor thread;
  private final LongSupplier nanoClock;
  private final CourierBounds bounds;
  private final CourierCodec codec = new CourierCodec();
  private final ChannelCodec messages = new ChannelCodec();
  private final Map<Integer, Source> sources = new HashMap<>();
  private final Map<String, List<Receipt>> receiptsToSend = new LinkedHashMap<>();
  private boolean pumpScheduled;

  /** A shard led here. */
  private record Source(
      int term, ReceiptListener listener, Map<Integer, OutgoingChannel> channels) {}

  /**
   * Wires a courier.
   *
   * @param thread runs its work one at a time in order
   */
  Courier(
      String self,
      PeerPost post,
      LeaderDirectory leaders,
      Inbox inbox,
      Executor thread,
      LongSupplier nanoClock,
      CourierBounds bounds) {
    this.self = self;
    this.post = post;
    this.leaders = leaders;
    this.inbox = inbox;
    this.thread = thread;
    this.nanoClock = nanoClock;
    this.bounds = bounds;
  }

  /**
   * This node leads a shard from now on; {@code backlog} are its groups that no acknowledgement
   * covers yet.
   */
  void leading(
      int source, int term, Map<Integer, List<ChannelGroup>> backlog, ReceiptListener listener) {
    thread.execute(
        () -> {
          Source led = new Source(term, listener, new HashMap<>());
          backlog.forEach(
              (destination, groups) -> groups.forEach(channel(led, destination)::append));
          sources.put(source, led);
          schedulePump();
        });
  }

  /**
   * A stopped channel of a shard led here goes on: what is in {@code backlog} is asked for anew,
   * for no acknowledgement of it was believed meanwhile.
   */
  void resumed(int source, int term, int destination, List<ChannelGroup> backlog) {
    thread.execute(
        () -> {
          Source led = sources.get(source);
          if (led == null || led.term() != term) {
            return;
          }
          OutgoingChannel anew = new OutgoingChannel();
          backlog.forEach(anew::append);
          led.channels().put(destination, anew);
          schedulePump();
        });
  }

  /** This node leads a shard no longer, unless it leads in a later term already. */
  void lost(int source, int term) {
    thread.execute(
        () -> sources.computeIfPresent(source, (s, led) -> led.term() <= term ? null : led));
  }

  /** A committed batch appended groups. Runs on the courier's thread. */
  void appended(int source, int term, List<OutgoingGroup> groups) {
    Source led = sources.get(source);
    if (led == null || led.term() != term) {
      return;
    }
    for (OutgoingGroup group : groups) {
      channel(led, group.destination()).append(group.group());
    }
    schedulePump();
  }

  /** A group and where it goes. */
  record OutgoingGroup(int destination, ChannelGroup group) {}

  /** Shipments from another node. */
  public void onShipments(String from, byte[] payload) {
    thread.execute(
        () -> {
          try {
            CourierCodec.decodeShipments(payload).forEach(shipment -> deliver(from, shipment));
          } catch (MalformedException e) {
            LOG.warn("shipment from {} dropped: {}", from, e.getMessage());
          }
          schedulePump();
        });
  }

  /** Receipts from another node. */
  public void onReceipts(String from, byte[] payload) {
    thread.execute(
        () -> {
          try {
            CourierCodec.decodeReceipts(payload).forEach(receipt -> handle(from, receipt));
          } catch (MalformedException e) {
            LOG.warn("receipt from {} dropped: {}", from, e.getMessage());
          }
          schedulePump();
        });
  }

  /** A destination led here answers the node that shipped. Runs on the courier's thread. */
  void answer(String to, Receipt receipt) {
    receiptsToSend.computeIfAbsent(to, node -> new ArrayList<>()).add(receipt);
    schedulePump();
  }

  /**
   * Sends again what got no answer in time. Called every few tens of milliseconds, from any thread.
   */
  public void tick() {
    thread.execute(
        () -> {
          long now = nanoClock.getAsLong();
          for (Source led : sources.values()) {
            for (OutgoingChannel channel : led.channels().values()) {
              channel.askAgainIfDue(now);
              if (channel.isOverdue(now)) {
                channel.rewind(channel.firstUnconfirmed());
              }
            }
          }
          schedulePump();
        });
  }

  private void schedulePump() {
    // One round behind whatever is queued: what arrives together leaves in one message per node.
    if (!pumpScheduled) {
      pumpScheduled = true;
      thread.execute(this::pump);
    }
  }

  private void pump() {
    pumpScheduled = false;
    sendReceipts();
    long now = nanoClock.getAsLong();
    Map<String, List<Shipment>> byNode = new LinkedHashMap<>();
    sources.forEach(
        (source, led) ->
            led.channels()
                .forEach(
                    (destination, channel) -> collect(byNode, source, destination, channel, now)));
    byNode.forEach(this::ship);
    sendReceipts();
  }

  private void collect(
      Map<String, List<Shipment>> byNode,
      int source,
      int destination,
      OutgoingChannel channel,
      long now) {
    if (!channel.hasUnsent()) {
      return;
    }
    String leader = leaders.leader(destination).orElse(null);
    if (leader == null) {
      return;
    }
    List<ChannelGroup> groups =
        channel.takeUnsent(bounds.windowBytes(), now, bounds.resendAfterNanos());
    if (!groups.isEmpty()) {
      byNode
          .computeIfAbsent(leader, node -> new ArrayList<>())
          .add(new Shipment(source, destination, groups));
    }
  }

  private void ship(String node, List<Shipment> shipments) {
    if (node.equals(self)) {
      shipments.forEach(shipment -> deliver(self, shipment));
      return;
    }
    List<Shipment> message = new ArrayList<>();
    int bytes = 0;
    for (Shipment shipment : shipments) {
      int size = shipment.groups().stream().mapToInt(OutgoingChannel::bytes).sum();
      if (!message.isEmpty() && bytes + size > bounds.messageBytes()) {
        post.send(node, PeerPost.SHIPMENTS, codec.encodeShipments(message));
        message.clear();
        bytes = 0;
      }
      message.add(shipment);
      bytes += size;
    }
    post.send(node, PeerPost.SHIPMENTS, codec.encodeShipments(message));
  }

  private void deliver(String from, Shipment shipment) {
    if (!inbox.offer(from, shipment.source(), shipment.destination(), shipment.groups())) {
      String hint =
          leaders.leader(shipment.destination()).filter(node -> !node.equals(self)).orElse("");
      answer(
          from,
          new Receipt(
              shipment.source(),
              shipment.destination(),
              Receipt.Status.NOT_LEADER,
              hint,
              0,
              0,
              List.of()));
    }
  }

  private void sendReceipts() {
    while (!receiptsToSend.isEmpty()) {
      Map<String, List<Receipt>> batch = new LinkedHashMap<>(receiptsToSend);
      receiptsToSend.clear();
      batch.forEach(
          (node, receipts) -> {
            if (node.equals(self)) {
              receipts.forEach(receipt -> handle(self, receipt));
            } else {
              post.send(node, PeerPost.RECEIPTS, codec.encodeReceipts(receipts));
            }
          });
    }
  }

  private void handle(String from, Receipt receipt) {
    Source led = sources.get(receipt.source());
    OutgoingChannel channel = led == null ? null : led.channels().get(receipt.destination());
    if (channel == null) {
      return;
    }
    switch (receipt.status()) {
      case TAKEN -> {
        noteAccepted(led, channel, receipt.destination());
        receipt
            .groups()
            .forEach(result -> complete(led, channel.find(result.firstSequence()), result));
        channel.confirm(receipt.mark());
        led.listener()
            .acknowledged(from, receipt.destination(), receipt.mark(), receipt.sentBack());
      }
      case GAP -> {
        if (channel.isImpossible(receipt.mark())) {
          refuseImpossible(from, led, channel, receipt);
        } else if (channel.isForgotten(receipt.mark())) {
          refuseForgotten(led, channel, receipt);
        } else {
          noteAccepted(led, channel, receipt.destination());
          channel.rewind(receipt.mark());
        }
      }
      case NOT_LEADER -> {
        // This node's own leadership is told once, when it begins, and that may be by now.
        if (!from.equals(self)) {
          leaders.notLeading(receipt.destination(), from);
        }
        // The overdue clock sends it again: an immediate retry would spin while an election runs.
      }
      case STOPPED -> {
        refuse(led, channel, receipt.destination());
      }
    }
    schedulePump();
  }

  /** Sending on from there would leave something out. */
  private void refuseImpossible(String from, Source led, OutgoingChannel channel, Receipt receipt) {
    if (refuse(led, channel, receipt.destination())) {
      LOG.error(
          "ALARM: {} says that shard {} wants to continue the channel from shard {} behind sequence {}, where no group that"
              + " was sent ends",
          from,
          receipt.destination(),
          receipt.source(),
          receipt.mark());
    }
  }

  /** What was confirmed is no longer here to be sent: asking at once would only spin. */
  private void refuseForgotten(Source led, OutgoingChannel channel, Receipt receipt) {
    if (refuse(led, channel, receipt.destination())) {
      LOG.error(
          "ALARM: shard {} wants to continue the channel from shard {} behind sequence {}, and had acknowledged it up to {}:"
              + " it has forgotten, or somebody acknowledged in its name",
          receipt.destination(),
          receipt.source(),
          receipt.mark(),
          channel.confirmedMark());
    }
  }

  /** The channel stands still for a while; true when that is news. */
  private boolean refuse(Source led, OutgoingChannel channel, int destination) {
    long pause = REFUSED_PAUSE_FACTOR * bounds.resendAfterNanos();
    boolean isNews = channel.refused(nanoClock.getAsLong() + pause);
    if (isNews) {
      led.listener().refused(destination);
    }
    return isNews;
  }

  private static void noteAccepted(Source led, OutgoingChannel channel, int destination) {
    if (channel.accepted()) {
      led.listener().takenAgain(destination);
    }
  }

  private void complete(Source led, ChannelGroup group, Receipt.GroupResult result) {
    if (group == null || group.count() != result.results().length) {
      return;
    }
    UnsafeBuffer buffer = new UnsafeBuffer(group.messages());
    int at = 0;
    for (byte code : result.results()) {
      ChannelMessage message = messages.decode(buffer, at, buffer.capacity());
      at += messages.decodedLength();
      if (message instanceof ChannelMessage.Transfer
          || message instanceof ChannelMessage.ForwardedOrder) {
        RejectionCode rejection = RejectionCode.ofNumber(code);
        led.listener()
            .completed(
                message.id(),
                rejection == null ? Outcome.Settled.INSTANCE : new Outcome.Returned(rejection));
      }
    }
  }

  private static OutgoingChannel channel(Source led, int destination) {
    return led.channels().computeIfAbsent(destination, d -> new OutgoingChannel());
  }
}
