package cbdc.kit.db;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.postgresql.PGConnection;

/**
 * New rows for one table, sent by PostgreSQL's COPY in its binary form: the server neither parses
 * texts nor checks for rows that are there already, and writes whole pages at a time.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, binary format</a>
 */
public final class CopyRows {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0
  };
  private static final int HEADER_REST = 8;
  private static final int USUAL_LENGTH = 12;
  private static final int LARGEST_FIXED = 4 + 16;
  private static final int MESSAGE_BYTES = 1 << 16;

  private final String table;
  private final int columns;
  private ByteBuffer out;

  /**
   * No rows yet.
   *
   * @param table the table, a space, and in brackets the columns, all of which each row has in this
   *     order
   * @param columns how many columns
   * @param rows how many rows to make room for
   */
  public CopyRows(String table, int columns, int rows) {
    this.table = table;
    this.columns = columns;
    this.out = ByteBuffer.allocate(64 + rows * columns * USUAL_LENGTH);
    out.put(SIGNATURE).put(new byte[HEADER_REST]);
  }

  /** Begins a row. */
  public CopyRows row() {
    room(2).putShort((short) columns);
    return this;
  }

  /** SMALLINT. */
  public CopyRows smallint(int value) {
    room(LARGEST_FIXED).putInt(2).putShort((short) value);
    return this;
  }

  /** BIGINT. */
  public CopyRows bigint(long value) {
    room(LARGEST_FIXED).putInt(8).putLong(value);
    return this;
  }

  /** BOOLEAN. */
  public CopyRows bool(boolean value) {
    room(LARGEST_FIXED).putInt(1).put((byte) (value ? 1 : 0));
    return this;
  }

  /** UUID. */
  public CopyRows uuid(long high, long low) {
    room(LARGEST_FIXED).putInt(16).putLong(high).putLong(low);
    return this;
  }

  /** TEXT. */
  public CopyRows text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    room(4 + bytes.length).putInt(bytes.length).put(bytes);
    return this;
  }

  /** NULL, of any type. */
  public CopyRows none() {
    room(4).putInt(-1);
    return this;
  }

  /**
   * Writes the rows.
   *
   * @throws SQLException if one of them breaks a rule of the table: none of them is written then
   */
  public void write(Connection connection) throws SQLException {
    room(2).putShort((short) -1);
    try {
      long unused =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn(
                  "COPY " + table + " FROM STDIN (FORMAT binary)",
                  new ByteArrayInputStream(out.array(), 0, out.position()),
                  MESSAGE_BYTES);
    } catch (IOException impossible) {
      throw new UncheckedIOException("an array cannot be read", impossible);
    }
  }

  private ByteBuffer room(int bytes) {
    if (out.remaining() < bytes) {
      ByteBuffer larger = ByteBuffer.wrap(Arrays.copyOf(out.array(), out.capacity() * 2 + bytes));
      larger.position(out.position());
      out = larger;
    }
    return out;
  }
}
