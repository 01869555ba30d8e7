package cbdc.settlement.client.transport;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;

/**
 * The one task type that services send to nodes: a kind byte and opaque request bytes in, opaque
 * response bytes out.
 */
public final class NodeCall
    implements Callable<byte[]>, IdentifiedDataSerializable, HazelcastInstanceAware {

  /**
   * Name of the distributed executor that runs these calls; the member configures its threads and
   * its queue.
   */
  public static final String EXECUTOR = "cbdc-commands";

  /** Most request or response bytes of one call. */
  public static final int MAX_BYTES = 16 << 20;

  /** Starts the message of the refusal of a node that has no handler yet. */
  static final String NOT_READY = "node takes no calls yet";

  private byte kind;
  private byte[] request;
  private transient HazelcastInstance member;

  /** For the serialization factory only. */
  NodeCall() {
    this((byte) 0, new byte[0]);
  }

  /** Makes a call of this kind with these request bytes, which are not copied. */
  public NodeCall(byte kind, byte[] request) {
    if (request.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "request of " + request.length + " bytes, at most " + MAX_BYTES);
    }
    this.kind = kind;
    this.request = request;
  }

  @Override
  public byte[] call() throws InterruptedException {
    Object handler = member.getUserContext().get(NodeCallHandler.CONTEXT_KEY);
    if (!(handler instanceof NodeCallHandler callHandler)) {
      throw new RejectedExecutionException(NOT_READY);
    }
    return Objects.requireNonNull(callHandler.handle(kind, request), "handler returned null");
  }

  @Override
  public void setHazelcastInstance(HazelcastInstance hazelcastInstance) {
    this.member = hazelcastInstance;
  }

  @Override
  public int getFactoryId() {
    return TransportSerialization.FACTORY_ID;
  }

  @Override
  public int getClassId() {
    return TransportSerialization.NODE_CALL;
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    out.writeByte(kind);
    out.writeByteArray(request);
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    kind = in.readByte();
    byte[] bytes = in.readByteArray();
    if (bytes == null || bytes.length > MAX_BYTES) {
      throw new IOException("node call without request bytes, or with more than " + MAX_BYTES);
    }
    request = bytes;
  }

  @Override
  public String toString() {
    return "NodeCall[kind=" + kind + ", bytes=" + request.length + "]";
  }
}
