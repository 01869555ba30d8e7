package cbdc.settlement.node.store;

import cbdc.settlement.node.core.FailStop;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers why the process would have halted. */
final class RecordingFailStop implements FailStop {
  private final List<String> reasons = new CopyOnWriteArrayList<>();

  @Override
  public void halt(String reason, Throwable cause) {
    reasons.add(reason);
  }

  List<String> reasons() {
    return reasons;
  }
}
