package cbdc.settlement.node.raft;

import io.microraft.model.message.RaftMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Carries frames between simulated nodes; may delay (and so reorder), drop and repeat them, and
 * hold chosen ones back.
 */
final class SimulatedNetwork {

  /** A frame on its way. */
  record Frame(String from, String to, byte[] bytes, boolean bulk) {
    RaftMessage message() {
      try {
        return RaftMessageDecoder.decode(bytes);
      } catch (MalformedFrameException e) {
        throw new AssertionError(e);
      }
    }
  }

  private final SimulatedTime time;
  private final Random random;
  private final Map<String, BiConsumer<String, byte[]>> receivers = new HashMap<>();
  private final Set<String> cut = new HashSet<>();
  private final List<Frame> held = new ArrayList<>();
  private final List<Frame> bulkFrames = new ArrayList<>();
  private Predicate<Frame> hold = frame -> false;
  private double dropRate;
  private double repeatRate;
  private long delayMaxNanos = 1_000_000;
  private int largestFrameBytes;

  SimulatedNetwork(SimulatedTime time, Random random) {
    this.time = time;
    this.random = random;
  }

  void attach(String node, BiConsumer<String, byte[]> receiver) {
    receivers.put(node, receiver);
  }

  void detach(String node) {
    receivers.remove(node);
  }

  void faults(double drops, double repeats, long delayMaxMillis) {
    dropRate = drops;
    repeatRate = repeats;
    delayMaxNanos = delayMaxMillis * 1_000_000;
  }

  void isolate(String node, Iterable<String> others) {
    others.forEach(other -> cutBoth(node, other));
  }

  void cutBoth(String a, String b) {
    cut.add(a + ">" + b);
    cut.add(b + ">" + a);
  }

  void cutOneWay(String from, String to) {
    cut.add(from + ">" + to);
  }

  void heal() {
    cut.clear();
  }

  /** Holds back frames that match, until {@link #release}. */
  void hold(Predicate<Frame> what) {
    hold = what;
  }

  List<Frame> held() {
    return held;
  }

  void release() {
    hold = frame -> false;
    releaseHeld();
  }

  /** Delivers what was held back, and goes on holding back what comes now. */
  void releaseHeld() {
    List<Frame> frames = List.copyOf(held);
    held.clear();
    frames.forEach(frame -> deliverAfter(frame, 1_000));
  }

  List<Frame> bulkFrames() {
    return bulkFrames;
  }

  int largestFrameBytes() {
    return largestFrameBytes;
  }

  void send(Frame frame) {
    largestFrameBytes = Math.max(largestFrameBytes, frame.bytes.length);
    if (frame.bulk) {
      bulkFrames.add(frame);
    }
    if (cut.contains(frame.from + ">" + frame.to) || random.nextDouble() < dropRate) {
      return;
    }
    if (hold.test(frame)) {
      held.add(frame);
      return;
    }
    deliverAfter(frame, delay());
    if (random.nextDouble() < repeatRate) {
      deliverAfter(frame, delay() * 20);
    }
  }

  /** Gives a frame to its receiver as if it had just arrived. */
  void inject(Frame frame) {
    deliverAfter(frame, 1);
  }

  private long delay() {
    return 50_000 + (long) (random.nextDouble() * delayMaxNanos);
  }

  private void deliverAfter(Frame frame, long nanos) {
    time.after(
        nanos,
        () -> {
          BiConsumer<String, byte[]> receiver = receivers.get(frame.to);
          if (receiver != null) {
            receiver.accept(frame.from, frame.bytes);
          }
        });
  }
}
