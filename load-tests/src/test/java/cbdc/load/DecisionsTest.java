package cbdc.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DecisionsTest {
  @Test
  void shouldCountByCode() {
    Decisions decisions = new Decisions();
    assertThat(decisions.declinedPercent()).as("nothing decided is no success").isEqualTo(100);

    decisions.settled();
    decisions.settled();
    decisions.settled();
    decisions.declined(Decline.LIMIT_DAILY);

    assertThat(decisions.declinedPercent()).isEqualTo(25);
    assertThat(decisions.line()).isEqualTo("settled 3, declined 1, LIMIT_DAILY 1");
  }
}
