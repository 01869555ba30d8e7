package cbdc.settlement.client;

import cbdc.protocol.CommandId;
import java.util.function.Consumer;

/**
 * Open commands by id: open addressing with linear probing. The low halves of the ids lie beside
 * the table, so that probing touches no command but the one that is found.
 */
final class IdTable {
  private static final int INITIAL_CAPACITY = 1024;

  private OpenCommand[] table = new OpenCommand[INITIAL_CAPACITY];
  private long[] lows = new long[INITIAL_CAPACITY];
  private int size;

  int size() {
    return size;
  }

  /** The open command with this id, or null. */
  OpenCommand get(CommandId id) {
    int mask = table.length - 1;
    for (int at = slot(id.low(), mask); table[at] != null; at = (at + 1) & mask) {
      if (lows[at] == id.low() && table[at].id.high() == id.high()) {
        return table[at];
      }
    }
    return null;
  }

  /** Adds a command, or returns the one that has its id already. */
  OpenCommand putIfAbsent(OpenCommand command) {
    if ((size + 1) * 2 > table.length) {
      grow();
    }
    long low = command.idLow;
    int mask = table.length - 1;
    int at = slot(low, mask);
    for (; table[at] != null; at = (at + 1) & mask) {
      if (lows[at] == low && table[at].id.high() == command.id.high()) {
        return table[at];
      }
    }
    table[at] = command;
    lows[at] = low;
    size++;
    return null;
  }

  void remove(OpenCommand command) {
    int mask = table.length - 1;
    int at = slot(command.idLow, mask);
    while (table[at] != command) {
      if (table[at] == null) {
        return;
      }
      at = (at + 1) & mask;
    }
    size--;
    closeGap(at, mask);
  }

  /** Shows every command; the table must not be changed meanwhile. */
  void forEach(Consumer<OpenCommand> consumer) {
    for (OpenCommand command : table) {
      if (command != null) {
        consumer.accept(command);
      }
    }
  }

  /** Moves entries back whose probing would stop at the gap. */
  private void closeGap(int gap, int mask) {
    int hole = gap;
    for (int at = (hole + 1) & mask; table[at] != null; at = (at + 1) & mask) {
      int home = slot(lows[at], mask);
      boolean mayMove = ((at - home) & mask) >= ((at - hole) & mask);
      if (mayMove) {
        table[hole] = table[at];
        lows[hole] = lows[at];
        hole = at;
      }
    }
    table[hole] = null;
  }

  private void grow() {
    OpenCommand[] old = table;
    table = new OpenCommand[old.length * 2];
    lows = new long[table.length];
    size = 0;
    for (OpenCommand command : old) {
      if (command != null) {
        putIfAbsent(command);
      }
    }
  }

  private static int slot(long low, int mask) {
    return (int) ((low * 0x9E3779B97F4A7C15L) >>> 32) & mask;
  }
}
