package cbdc.settlement.client.derived;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * A value that was read from one shard's state at one index. Immutable once it is made or read.
 *
 * <p>Getters and not record components, since Hazelcast's queries go by them.
 */
public abstract sealed class DerivedValue implements IdentifiedDataSerializable
    permits NodeStatus, LeaderHint, ShardSupply, BankTotals {

  /** The shard of a {@link NodeStatus}, which belongs to none. */
  public static final int NO_SHARD = -1;

  private final int classId;
  private int shard;
  private long index;

  /** For the serialization factory, which reads the rest. */
  DerivedValue(int classId) {
    this(classId, NO_SHARD, 0);
  }

  DerivedValue(int classId, int shard, long index) {
    this.classId = classId;
    this.shard = shard;
    this.index = index;
  }

  /** The shard it was read from. */
  public final int getShard() {
    return shard;
  }

  /**
   * Where in the shard's history it was read: of two values under one key the one with the higher
   * index is newer.
   */
  public final long getIndex() {
    return index;
  }

  /** What it holds beside shard and index, in the order in which it is written. */
  abstract List<Object> fields();

  abstract void writeFields(ObjectDataOutput out) throws IOException;

  abstract void readFields(ObjectDataInput in) throws IOException;

  @Override
  public final int getFactoryId() {
    return DerivedMap.FACTORY_ID;
  }

  @Override
  public final int getClassId() {
    return classId;
  }

  @Override
  public final void writeData(ObjectDataOutput out) throws IOException {
    out.writeInt(shard);
    out.writeLong(index);
    writeFields(out);
  }

  @Override
  public final void readData(ObjectDataInput in) throws IOException {
    shard = in.readInt();
    index = in.readLong();
    readFields(in);
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof DerivedValue that
        && classId == that.classId
        && shard == that.shard
        && index == that.index
        && fields().equals(that.fields());
  }

  @Override
  public final int hashCode() {
    return Objects.hash(classId, shard, index);
  }

  @Override
  public final String toString() {
    return getClass().getSimpleName()
        + "[shard="
        + shard
        + ", index="
        + index
        + ", "
        + fields()
        + "]";
  }
}
