package cbdc.settlement.node.cluster;

import cbdc.settlement.client.derived.DerivedValue;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.Map;

/**
 * Sets a derived value unless the map holds a newer one; running it twice does no harm. Answers
 * whether it was set.
 */
final class PutIfNewer
    implements EntryProcessor<Object, DerivedValue, Boolean>, IdentifiedDataSerializable {

  private static final long serialVersionUID = 1L;

  private transient DerivedValue value;

  /** For the serialization factory only. */
  PutIfNewer() {}

  PutIfNewer(DerivedValue value) {
    this.value = value;
  }

  @Override
  public Boolean process(Map.Entry<Object, DerivedValue> entry) {
    DerivedValue held = entry.getValue();
    if (held != null && held.getIndex() >= value.getIndex()) {
      return false;
    }
    entry.setValue(value);
    return true;
  }

  @Override
  public int getFactoryId() {
    return ClusterSerialization.FACTORY_ID;
  }

  @Override
  public int getClassId() {
    return ClusterSerialization.PUT_IF_NEWER;
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    out.writeObject(value);
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    value = in.readObject();
  }
}
