package cbdc.simulator.drill.backups;

import com.hazelcast.map.EntryProcessor;
import java.io.Serial;
import java.util.Map;

/** Adds 1 to a balance, on its owner and on every backup; the simplest booking there is. */
final class AddOne implements EntryProcessor<Integer, Long, Long> {
  @Serial private static final long serialVersionUID = 1L;

  @Override
  public Long process(Map.Entry<Integer, Long> balance) {
    long next = (balance.getValue() == null ? 0 : balance.getValue()) + 1;
    balance.setValue(next);
    return next;
  }
}
