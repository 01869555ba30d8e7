package cbdc.settlement.node.cluster;

import cbdc.settlement.client.transport.TransportSerialization;
import com.hazelcast.config.SerializationConfig;
import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;

/** What members alone serialise, besides what they share with clients. */
final class ClusterSerialization {

  static final int FACTORY_ID = 9103;
  static final int PUT_IF_NEWER = 1;

  private ClusterSerialization() {}

  static void applyTo(SerializationConfig serialization) {
    TransportSerialization.applyTo(serialization);
    serialization.addDataSerializableFactory(FACTORY_ID, new Factory());
  }

  private static final class Factory implements DataSerializableFactory {
    @Override
    public IdentifiedDataSerializable create(int typeId) {
      return typeId == PUT_IF_NEWER ? new PutIfNewer() : null;
    }
  }
}
