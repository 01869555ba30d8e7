package cbdc.settlement.node.shard;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.ChannelGroup;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the courier of a node that leads shard 1 sends to the leaders of shards 0 and 2. */
class CourierTest {
  private static final int BANK = 7;
  private static final int SOURCE = 1;
  private static final int DESTINATION = 2;
  private static final int TERM = 3;
  private static final String SELF = "node-1";
  private static final String PEER = "node-2";
  private static final String OTHER = "node-3";

  private final ExecutedShards shards = new ExecutedShards(3);
  private final HandThread thread = new HandThread();
  private final LeaderDirectory leaders =
      new LeaderDirectory(3, shard -> shard == 0 ? List.of(SELF) : List.of(SELF, PEER, OTHER));
  private final List<Posted> posted = new ArrayList<>();
  private final List<Shipment> inbox = new ArrayList<>();
  private final Heard heard = new Heard();
  private final List<Command.Pay> payments = new ArrayList<>();
  private boolean leadsDestination;
  private long nanos;
  private long payer;
  private long payee;

  private record Posted(String node, List<Shipment> shipments, List<Receipt> receipts) {}

  /** What the shard's leader is told. */
  private static final class Heard implements ReceiptListener {
    final List<String> completed = new ArrayList<>();
    final List<String> acknowledged = new ArrayList<>();
    final List<Integer> refused = new ArrayList<>();
    final List<Integer> takenAgain = new ArrayList<>();

    @Override
    public void completed(CommandId id, Outcome outcome) {
      completed.add(id + " " + outcome);
    }

    @Override
    public void acknowledged(String from, int destination, long mark, long sentBack) {
      acknowledged.add(destination + " " + mark + " " + sentBack);
    }

    @Override
    public void refused(int destination) {
      refused.add(destination);
    }

    @Override
    public void takenAgain(int destination) {
      takenAgain.add(destination);
    }
  }

  /** The one place that makes a courier. */
  private Courier courier(CourierBounds bounds) {
    return new Courier(
        SELF,
        this::post,
        leaders,
        (from, source, destination, groups) -> {
          if (leadsDestination) {
            inbox.add(new Shipment(source, destination, groups));
          }
          return leadsDestination;
        },
        thread,
        () -> nanos,
        bounds);
  }

  private void post(String node, int kind, byte[] payload) {
    boolean ships = kind == PeerPost.SHIPMENTS;
    posted.add(
        new Posted(
            node,
            ships ? CourierCodec.decodeShipments(payload) : List.of(),
            ships ? List.of() : CourierCodec.decodeReceipts(payload)));
  }

  @BeforeEach
  void openWallets() {
    shards.admit(BANK, 10_000);
    payer = shards.wallet(BANK, SOURCE, 1_000);
    payee = shards.wallet(BANK, DESTINATION, 0);
    leaders.heard(DESTINATION, PEER, 1);
  }

  /** So many committed groups of one payment each. */
  private List<ChannelGroup> groups(int count) {
    for (int i = 0; i < count; i++) {
      Command.Pay pay = shards.pay(payer, payee, 1);
      payments.add(pay);
      shards.execute(SOURCE, BANK, pay);
    }
    return shards.state(SOURCE).channels().groupsFrom(DESTINATION, 1, Integer.MAX_VALUE);
  }

  private Courier leading(List<ChannelGroup> backlog) {
    return leading(CourierBounds.DEFAULT, backlog);
  }

  private Courier leading(CourierBounds bounds, List<ChannelGroup> backlog) {
    Courier courier = courier(bounds);
    courier.leading(SOURCE, TERM, Map.of(DESTINATION, backlog), heard);
    thread.run();
    return courier;
  }

  private void receive(Courier courier, Receipt receipt) {
    courier.onReceipts(PEER, new CourierCodec().encodeReceipts(List.of(receipt)));
    thread.run();
  }

  private static Receipt receipt(Receipt.Status status, long mark, byte[]... results) {
    List<Receipt.GroupResult> groups = new ArrayList<>();
    for (int i = 0; i < results.length; i++) {
      groups.add(new Receipt.GroupResult(i + 1, results[i]));
    }
    return new Receipt(SOURCE, DESTINATION, status, "", mark, 0, groups);
  }

  private void tickAfter(Courier courier, long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    courier.tick();
    thread.run();
  }

  /** Sequences shipped since the last call. */
  private List<Long> shipped() {
    List<Long> sequences =
        posted.stream()
            .flatMap(message -> message.shipments().stream())
            .flatMap(shipment -> shipment.groups().stream())
            .map(ChannelGroup::firstSequence)
            .toList();
    posted.clear();
    return sequences;
  }

  @Test
  void shouldShipGroupsOnceAndInOrder() {
    List<ChannelGroup> groups = groups(3);
    Courier courier = leading(groups.subList(0, 2));
    assertThat(posted).hasSize(1);
    assertThat(posted.getFirst().node()).isEqualTo(PEER);
    assertThat(shipped()).containsExactly(1L, 2L);

    courier.appended(
        SOURCE,
        TERM,
        List.of(
            new Courier.OutgoingGroup(DESTINATION, groups.get(1)),
            new Courier.OutgoingGroup(DESTINATION, groups.get(2))));
    thread.run();
    tickAfter(courier, 100);

    assertThat(shipped()).containsExactly(3L);
  }

  @Test
  void shouldShipAgainWhatGotNoAnswer() {
    Courier courier = leading(groups(2));
    shipped();

    tickAfter(courier, 499);
    assertThat(shipped()).isEmpty();
    tickAfter(courier, 1);

    assertThat(shipped()).containsExactly(1L, 2L);
  }

  @Test
  void shouldNotShipAgainWhatWasTaken() {
    Courier courier = leading(groups(3));
    shipped();

    receive(courier, receipt(Receipt.Status.TAKEN, 2));
    tickAfter(courier, 500);

    assertThat(shipped()).containsExactly(3L);
    assertThat(heard.acknowledged).containsExactly("2 2 0");
  }

  @Test
  void shouldContinueWhereTheDestinationHasAGap() {
    Courier courier = leading(groups(3));
    shipped();

    receive(courier, receipt(Receipt.Status.GAP, 1));

    assertThat(shipped()).containsExactly(2L, 3L);
  }

  @Test
  void shouldShipToTheNewLeaderAfterTheOldOneRefused() {
    Courier courier = leading(groups(2));
    shipped();

    receive(courier, receipt(Receipt.Status.NOT_LEADER, 0));
    tickAfter(courier, 1_000);
    assertThat(posted).isEmpty();
    leaders.heard(DESTINATION, OTHER, 2);
    courier.tick();
    thread.run();

    assertThat(posted.getFirst().node()).isEqualTo(OTHER);
    assertThat(shipped()).containsExactly(1L, 2L);
  }

  @Test
  void shouldKeepABoundedNumberOfBytesOnTheWay() {
    List<ChannelGroup> groups = groups(3);
    CourierBounds narrow = new CourierBounds(groups.getFirst().messages().length, 1 << 20, 1_000);
    Courier courier = leading(narrow, groups);
    assertThat(shipped()).containsExactly(1L);

    receive(courier, receipt(Receipt.Status.TAKEN, 1));

    assertThat(shipped()).containsExactly(2L);
  }

  @Test
  void shouldTellEachPaymentsEndOnceThoughTheReceiptComesTwice() {
    Courier courier = leading(groups(2));
    byte[] settled = {0};
    byte[] returned = {(byte) RejectionCode.PAYEE_CLOSED.number()};

    receive(courier, receipt(Receipt.Status.TAKEN, 2, settled, returned));
    receive(courier, receipt(Receipt.Status.TAKEN, 2, settled, returned));

    assertThat(heard.completed)
        .containsExactly(
            payments.get(0).id() + " " + Outcome.Settled.INSTANCE,
            payments.get(1).id() + " " + new Outcome.Returned(RejectionCode.PAYEE_CLOSED));
  }

  @Test
  void shouldBelieveNoReceiptThatDoesNotFitItsGroup() {
    Courier courier = leading(groups(1));

    receive(courier, receipt(Receipt.Status.TAKEN, 0, new byte[2]));

    assertThat(heard.completed).isEmpty();
  }

  @Test
  void shouldShipNothingMoreOverAStoppedChannel() {
    Courier courier = leading(groups(2));
    shipped();

    receive(courier, receipt(Receipt.Status.STOPPED, 0));
    tickAfter(courier, 1_000);

    assertThat(heard.refused).containsExactly(DESTINATION);
    assertThat(shipped()).isEmpty();
  }

  @Test
  void shouldAskWithOneGroupNowAndThenWhetherAStoppedChannelGoesOn() {
    Courier courier = leading(groups(3));
    shipped();
    receive(courier, receipt(Receipt.Status.STOPPED, 0));

    tickAfter(courier, 4_999);
    assertThat(shipped()).isEmpty();
    tickAfter(courier, 1);
    assertThat(shipped()).containsExactly(1L);
    receive(courier, receipt(Receipt.Status.STOPPED, 0));
    tickAfter(courier, 5_000);
    assertThat(shipped()).containsExactly(1L);
    receive(courier, receipt(Receipt.Status.TAKEN, 1, new byte[1]));

    assertThat(shipped()).containsExactly(2L, 3L);
    assertThat(heard.refused).containsExactly(DESTINATION);
    assertThat(heard.takenAgain).containsExactly(DESTINATION);
    assertThat(heard.completed).hasSize(1);
  }

  @Test
  void shouldRaiseTheAlarmAndNotSpinWhenTheDestinationForgotWhatItConfirmed() {
    Courier courier = leading(groups(3));
    receive(courier, receipt(Receipt.Status.TAKEN, 2, new byte[1], new byte[1]));
    shipped();

    for (int i = 0; i < 100; i++) {
      receive(courier, receipt(Receipt.Status.GAP, 1));
    }

    assertThat(shipped()).hasSizeLessThan(20);
    assertThat(heard.refused).containsExactly(DESTINATION);
    tickAfter(courier, 5_000);
    assertThat(shipped()).containsExactly(3L);
    receive(courier, receipt(Receipt.Status.TAKEN, 3, new byte[1]));
    assertThat(heard.takenAgain).containsExactly(DESTINATION);
  }

  @Test
  void shouldBearLateQuestionsForWhatWasConfirmedSince() {
    Courier courier = leading(groups(3));
    receive(courier, receipt(Receipt.Status.TAKEN, 2, new byte[1], new byte[1]));

    for (int i = 0; i < 50; i++) {
      receive(courier, receipt(Receipt.Status.GAP, 1));
      receive(courier, receipt(Receipt.Status.TAKEN, 2));
    }

    assertThat(heard.refused).isEmpty();
  }

  @Test
  void shouldRefuseToContinueWhereNoGroupEnds() {
    Courier courier = leading(groups(3));
    shipped();

    receive(courier, receipt(Receipt.Status.GAP, 4));

    assertThat(heard.refused).containsExactly(DESTINATION);
    assertThat(shipped()).isEmpty();
    tickAfter(courier, 5_000);
    assertThat(shipped()).as("asks from the start").containsExactly(1L);
  }

  @Test
  void shouldForgetAShardThatIsNoLongerLedHere() {
    Courier courier = leading(groups(2));
    shipped();

    courier.lost(SOURCE, TERM);
    thread.run();
    receive(courier, receipt(Receipt.Status.TAKEN, 2, new byte[1], new byte[1]));
    tickAfter(courier, 1_000);

    assertThat(shipped()).isEmpty();
    assertThat(heard.completed).isEmpty();
    assertThat(heard.acknowledged).isEmpty();
  }

  @Test
  void shouldNotMixTwoTermsOfOneShard() {
    List<ChannelGroup> groups = groups(2);
    Courier courier = leading(groups.subList(0, 1));
    shipped();

    courier.lost(SOURCE, TERM - 1);
    thread.run();
    courier.appended(
        SOURCE, TERM - 1, List.of(new Courier.OutgoingGroup(DESTINATION, groups.get(1))));
    thread.run();
    assertThat(shipped()).isEmpty();
    tickAfter(courier, 500);

    assertThat(shipped()).containsExactly(1L);
  }

  @Test
  void shouldHandGroupsForAShardLedHereToItWithoutTheNetwork() {
    leaders.heard(DESTINATION, SELF, 2);
    leadsDestination = true;
    List<ChannelGroup> groups = groups(2);

    leading(groups);

    assertThat(inbox).containsExactly(new Shipment(SOURCE, DESTINATION, groups));
    assertThat(posted).isEmpty();
  }

  /** A lone node has nobody who would tell it again who leads. */
  @Test
  void shouldNotForgetThatThisNodeLeadsWhenItsOwnRefusalComesLate() {
    leaders.heard(DESTINATION, SELF, 2);
    List<ChannelGroup> groups = groups(1);
    Courier courier = leading(groups);
    assertThat(inbox).as("it does not lead yet").isEmpty();

    leadsDestination = true;
    nanos += CourierBounds.DEFAULT.resendAfterNanos();
    courier.tick();
    thread.run();

    assertThat(inbox).containsExactly(new Shipment(SOURCE, DESTINATION, groups));
  }

  @Test
  void shouldTellWhoMayLeadWhenAskedForAShardLedElsewhere() {
    leaders.heard(DESTINATION, OTHER, 2);
    Courier courier = courier(CourierBounds.DEFAULT);
    Shipment shipment = new Shipment(SOURCE, DESTINATION, groups(1));

    courier.onShipments(PEER, new CourierCodec().encodeShipments(List.of(shipment)));
    thread.run();

    assertThat(posted)
        .containsExactly(
            new Posted(
                PEER,
                List.of(),
                List.of(
                    new Receipt(
                        SOURCE, DESTINATION, Receipt.Status.NOT_LEADER, OTHER, 0, 0, List.of()))));
  }

  @Test
  void shouldDropWhatIsNoMessage() {
    Courier courier = leading(groups(1));
    shipped();

    courier.onShipments(PEER, new byte[] {9, 9, 9});
    courier.onReceipts(PEER, new byte[] {1, 5});
    thread.run();

    assertThat(inbox).isEmpty();
    assertThat(heard.completed).isEmpty();
    assertThat(posted).isEmpty();
  }
}
