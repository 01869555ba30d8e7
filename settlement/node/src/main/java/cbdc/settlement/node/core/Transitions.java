package cbdc.settlement.node.core;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often something went from one of its states to another since the start. Whoever changes the
 * state counts here, once, and logs why. Thread safe.
 *
 * @param <S> the states
 */
public final class Transitions<S extends Enum<S>> {
  private final Map<S, Map<S, LongAdder>> counts;

  /** Nothing has changed yet. */
  public Transitions(Class<S> states) {
    counts = new EnumMap<>(states);
    for (S from : states.getEnumConstants()) {
      Map<S, LongAdder> ofFrom = new EnumMap<>(states);
      for (S to : states.getEnumConstants()) {
        ofFrom.put(to, new LongAdder());
      }
      counts.put(from, ofFrom);
    }
  }

  /** It went from one state to another. */
  public void count(S from, S to) {
    counts.get(from).get(to).increment();
  }

  /** How often it went from one state to another. */
  public long made(S from, S to) {
    return counts.get(from).get(to).sum();
  }
}
