package cbdc.load.record;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code payments.bin}: what was answered to every request that moves money, 26 bytes each after
 * the eight bytes {@code CBDCPAY1}: id (16), kind (1), outcome (1), amount (8), all big-endian. A
 * file that was cut off is read as far as it goes.
 */
public final class PaymentsFile implements Closeable {
  /** Its name in a run's folder. */
  public static final String NAME = "payments.bin";

  private static final long HEAD = 0x4342_4443_5041_5931L;
  private static final Map<Integer, RequestKind> KINDS =
      Stream.of(RequestKind.values()).collect(Collectors.toMap(RequestKind::code, kind -> kind));
  private static final Map<Integer, Outcome> OUTCOMES =
      Stream.of(Outcome.values()).collect(Collectors.toMap(Outcome::code, outcome -> outcome));

  private final DataOutputStream out;

  /**
   * What was answered to a request.
   *
   * @param amount minor units
   */
  public record Entry(UUID id, RequestKind kind, Outcome outcome, long amount) {
    /** The same request with this answer. */
    public Entry with(Outcome answer) {
      return new Entry(id, kind, answer, amount);
    }
  }

  /** A new file in this folder. */
  public PaymentsFile(Path folder) throws IOException {
    out =
        new DataOutputStream(
            new BufferedOutputStream(Files.newOutputStream(folder.resolve(NAME)), 1 << 16));
    out.writeLong(HEAD);
  }

  /** Adds one; any thread may. */
  public void add(Entry entry) {
    try {
      synchronized (out) {
        out.writeLong(entry.id().getMostSignificantBits());
        out.writeLong(entry.id().getLeastSignificantBits());
        out.writeByte(entry.kind().code());
        out.writeByte(entry.outcome().code());
        out.writeLong(entry.amount());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("what was paid cannot be written down", e);
    }
  }

  /** Makes what was added so far outlive this process. */
  void flush() throws IOException {
    synchronized (out) {
      out.flush();
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (out) {
      out.close();
    }
  }

  /**
   * Reads the file of a run.
   *
   * @throws IOException when it cannot be read, or is no such file
   */
  public static void read(Path folder, Consumer<Entry> each) throws IOException {
    Path file = folder.resolve(NAME);
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      if (in.readLong() != HEAD) {
        throw new IOException(file + " is not a file of payments");
      }
      while (true) {
        UUID id = new UUID(in.readLong(), in.readLong());
        each.accept(
            new Entry(
                id,
                KINDS.get((int) in.readByte()),
                OUTCOMES.get((int) in.readByte()),
                in.readLong()));
      }
    } catch (EOFException end) {
      // The last entry may have been cut off with the process that wrote it.
    }
  }
}
