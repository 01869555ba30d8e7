package cbdc.settlement.client.transport;

import cbdc.settlement.client.derived.DerivedMap;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.SerializationConfig;
import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;

/**
 * What members and clients serialise: our identified types, and nothing that a class name in a
 * message could make us load.
 *
 * <p>The ids are part of the wire format between services and nodes and never change their meaning.
 */
public final class TransportSerialization {

  /** Factory of this package's types. */
  public static final int FACTORY_ID = 9101;

  static final int NODE_CALL = 1;

  private TransportSerialization() {}

  /**
   * Configures one side: registers our factories and refuses foreign classes.
   *
   * <p>Hazelcast itself sends exceptions between members in Java serialization, so its own classes
   * and those of {@code java.lang} stay allowed, and the few collections and exceptions that a
   * {@link Throwable} holds; the rest, ours included, is refused.
   */
  public static void applyTo(SerializationConfig serialization) {
    serialization.addDataSerializableFactory(FACTORY_ID, new Factory());
    DerivedMap.register(serialization);
    JavaSerializationFilterConfig javaFilter = new JavaSerializationFilterConfig();
    javaFilter.setDefaultsDisabled(true);
    javaFilter
        .getWhitelist()
        .addPrefixes("com.hazelcast.", "java.lang.", "java.util.concurrent.", "[")
        .addClasses(
            "java.io.EOFException",
            "java.io.IOException",
            "java.util.ArrayList",
            "java.util.Collections$EmptyList",
            "java.util.Collections$UnmodifiableCollection",
            "java.util.Collections$UnmodifiableList",
            "java.util.Collections$UnmodifiableRandomAccessList");
    serialization.setJavaSerializationFilterConfig(javaFilter);
    JavaSerializationFilterConfig noZeroConfig = new JavaSerializationFilterConfig();
    noZeroConfig.setDefaultsDisabled(true);
    // An allow list that names no class of ours: no class is written or read by reflection.
    noZeroConfig.getWhitelist().addClasses("cbdc.none.Allowed");
    serialization.getCompactSerializationConfig().setZeroConfigFilter(noZeroConfig);
  }

  private static final class Factory implements DataSerializableFactory {
    @Override
    public IdentifiedDataSerializable create(int typeId) {
      return typeId == NODE_CALL ? new NodeCall() : null;
    }
  }
}
