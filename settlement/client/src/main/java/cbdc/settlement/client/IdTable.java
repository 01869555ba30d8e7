package cbdc.settlement.client;

import cbdc.protocol.CommandId;
import java.util.Arrays;
import java.util.function.Consumer;

/** Open commands by id: open addressing with linear probing, no object per entry. */
final class IdTable {
  private static final int INITIAL_CAPACITY = 1024;

  private OpenCommand[] table = new OpenCommand[INITIAL_CAPACITY];
  private int size;

  int size() {
    return size;
  }

  /** The open command with this id, or null. */
  OpenCommand get(CommandId id) {
    int mask = table.length - 1;
    for (int at = slot(id, mask); table[at] != null; at = (at + 1) & mask) {
      if (sameId(table[at].id, id)) {
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
    int mask = table.length - 1;
    int at = slot(command.id, mask);
    for (; table[at] != null; at = (at + 1) & mask) {
      if (sameId(table[at].id, command.id)) {
        return table[at];
      }
    }
    table[at] = command;
    size++;
    return null;
  }

  void remove(OpenCommand command) {
    int mask = table.length - 1;
    int at = slot(command.id, mask);
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
      int home = slot(table[at].id, mask);
      boolean mayMove = ((at - home) & mask) >= ((at - hole) & mask);
      if (mayMove) {
        table[hole] = table[at];
        hole = at;
      }
    }
    table[hole] = null;
  }

  private void grow() {
    OpenCommand[] old = table;
    table = new OpenCommand[old.length * 2];
    size = 0;
    Arrays.stream(old).forEach(this::putAgain);
  }

  private void putAgain(OpenCommand command) {
    if (command != null) {
      putIfAbsent(command);
    }
  }

  private static boolean sameId(CommandId a, CommandId b) {
    return a.low() == b.low() && a.high() == b.high();
  }

  private static int slot(CommandId id, int mask) {
    long mixed = (id.low() ^ Long.rotateLeft(id.high(), 32)) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32) & mask;
  }
}
