package cbdc.settlement.node.shard;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.ChannelGroup;
import cbdc.protocol.DeliveryAnswer;
import cbdc.protocol.OutcomeWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whom the alarm names: who brought what stopped the channel, and nobody who came behind it. */
class StopAlarmsTest {
  private static final int PEER = 2;

  private final StopAlarms alarms = new StopAlarms(1);
  private final OutcomeWriter outcomes = new OutcomeWriter();

  private static DeliveryQueue.Delivery delivery(String from) {
    return new DeliveryQueue.Delivery(
        from, PEER, new ChannelGroup(1, 1, new byte[32], new byte[0]));
  }

  private static List<StopAlarms.Culprit> named(String node) {
    return List.of(new StopAlarms.Culprit(PEER, node));
  }

  @Test
  void shouldNameTheFirstWhoseDeliveryWasRefusedAndNoneBehindIt() {
    outcomes.start();
    outcomes.deliveryTaken();
    outcomes.message(0);
    outcomes.delivery(DeliveryAnswer.STOPPED);
    outcomes.delivery(DeliveryAnswer.STOPPED);
    byte[] record = outcomes.finish(0);
    List<DeliveryQueue.Delivery> brought =
        List.of(delivery("early"), delivery("liar"), delivery("honest"));

    assertThat(alarms.executed(record, List.of(), List.of(), brought)).isEqualTo(named("liar"));
  }

  @Test
  void shouldNameNobodyForWhatWasStillOnItsWayWhenTheChannelStopped() {
    outcomes.start();
    outcomes.delivery(DeliveryAnswer.STOPPED);
    byte[] record = outcomes.finish(0);

    assertThat(alarms.executed(record, List.of(), List.of(), List.of(delivery("liar"))))
        .isEqualTo(named("liar"));
    assertThat(alarms.executed(record, List.of(), List.of(), List.of(delivery("honest"))))
        .isEmpty();
  }

  @Test
  void shouldNameWhoAcknowledgedWhatWasNeverSent() {
    outcomes.start();
    outcomes.acknowledgement(DeliveryAnswer.STOPPED);
    outcomes.delivery(DeliveryAnswer.STOPPED);

    assertThat(
            alarms.executed(
                outcomes.finish(0),
                List.of(),
                List.of(new Acknowledgements.Written(PEER, "liar")),
                List.of(delivery("honest"))))
        .isEqualTo(named("liar"));
  }

  @Test
  void shouldNameWhoStopsAResumedChannelAgain() {
    outcomes.start();
    outcomes.delivery(DeliveryAnswer.STOPPED);
    alarms.executed(outcomes.finish(0), List.of(), List.of(), List.of(delivery("liar")));
    outcomes.start();
    outcomes.acknowledgement(DeliveryAnswer.TAKEN);
    outcomes.delivery(DeliveryAnswer.STOPPED);

    assertThat(
            alarms.executed(
                outcomes.finish(0),
                List.of(new Resumptions.Asked(PEER, outcome -> {})),
                List.of(),
                List.of(delivery("other"))))
        .isEqualTo(named("other"));
  }
}
