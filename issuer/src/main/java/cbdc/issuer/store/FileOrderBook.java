package cbdc.issuer.store;

import cbdc.issuer.core.OrderBook;
import cbdc.issuer.core.OrderId;
import cbdc.issuer.core.OrderRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The order book as a folder: for each order {@code <id>.order}, the exact bytes that are signed,
 * and {@code <id>.json}, everything else, for people to read. The bytes are written first and never
 * change; an order exists once its JSON does. Each file appears whole or not at all, so a crash
 * leaves at most files that are ignored, and {@link #list} says which.
 */
public final class FileOrderBook implements OrderBook {
  private static final String BYTES = ".order";
  private static final String DESCRIPTION = ".json";

  private final Path folder;

  /** A book in this folder, which is made with the first order. */
  public FileOrderBook(Path folder) {
    this.folder = folder;
  }

  @Override
  public Found find(OrderId id) {
    Path description = file(id, DESCRIPTION);
    if (!Files.exists(description)) {
      return new Found.Absent(Files.exists(file(id, BYTES)) ? unfinished(id + BYTES) : "");
    }
    try {
      return new Found.Present(read(id));
    } catch (FileFault damaged) {
      return new Found.Damaged(damaged.getMessage());
    }
  }

  @Override
  public Listing list() {
    List<OrderRecord> orders = new ArrayList<>();
    List<String> notices = new ArrayList<>();
    for (String name : names()) {
      OrderId id = idOf(name);
      if (id != null && name.equals(id + DESCRIPTION)) {
        try {
          orders.add(read(id));
        } catch (FileFault damaged) {
          notices.add(damaged.getMessage());
        }
      } else if (name.endsWith(DurableFiles.TEMPORARY)) {
        notices.add(name + ": left over from an interrupted write; ignored, can be deleted");
      } else if (id != null && name.equals(id + BYTES)) {
        if (!Files.exists(file(id, DESCRIPTION))) {
          notices.add(unfinished(name));
        }
      } else {
        notices.add(name + ": is not of the order book; ignored");
      }
    }
    orders.sort((a, b) -> a.id().compareTo(b.id()));
    return new Listing(orders, notices);
  }

  @Override
  public boolean add(OrderRecord order) {
    try {
      return FolderLock.whileHeld(folder, () -> addLocked(order));
    } catch (IOException failed) {
      throw unwritable(failed);
    }
  }

  private boolean addLocked(OrderRecord order) throws IOException {
    if (Files.exists(file(order.id(), DESCRIPTION))) {
      return false;
    }
    DurableFiles.write(file(order.id(), BYTES), order.bytes());
    DurableFiles.write(file(order.id(), DESCRIPTION), OrderJson.write(order));
    return true;
  }

  @Override
  public boolean replace(OrderRecord order) {
    try {
      return FolderLock.whileHeld(folder, () -> replaceLocked(order));
    } catch (IOException failed) {
      throw unwritable(failed);
    }
  }

  private boolean replaceLocked(OrderRecord order) throws IOException {
    boolean follows =
        find(order.id()) instanceof Found.Present(OrderRecord before)
            && before.version() == order.version() - 1
            && java.util.Arrays.equals(before.bytes(), order.bytes());
    if (follows) {
      DurableFiles.write(file(order.id(), DESCRIPTION), OrderJson.write(order));
    }
    return follows;
  }

  private OrderRecord read(OrderId id) {
    Path description = file(id, DESCRIPTION);
    Path bytes = file(id, BYTES);
    try {
      return OrderJson.read(
          Files.readString(description), description.toString(), Files.readAllBytes(bytes), id);
    } catch (NoSuchFileException missing) {
      throw new FileFault(
          description + ": its " + missing.getFile() + " with the signed bytes is missing",
          missing);
    } catch (IOException unreadable) {
      throw new FileFault(description + ": cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  private NavigableSet<String> names() {
    NavigableSet<String> names = new TreeSet<>();
    if (!Files.exists(folder)) {
      return names;
    }
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals(FolderLock.NAME))
          .forEach(names::add);
      return names;
    } catch (IOException unreadable) {
      throw new FileFault(
          "order book " + folder + " cannot be read: " + reason(unreadable), unreadable);
    }
  }

  private static OrderId idOf(String name) {
    int dot = name.indexOf('.');
    try {
      return dot < 0 ? null : OrderId.parse(name.substring(0, dot));
    } catch (IllegalArgumentException other) {
      return null;
    }
  }

  private static String unfinished(String name) {
    return name
        + ": a draft that was interrupted while it was written; ignored, draft the order again";
  }

  private FileFault unwritable(IOException failed) {
    return new FileFault(
        "order book " + folder + " cannot be written: " + reason(failed) + "; nothing was changed",
        failed);
  }

  private static String reason(IOException failed) {
    return failed instanceof java.nio.file.NotDirectoryException
            || failed instanceof java.nio.file.FileAlreadyExistsException
        ? "it is a file, not a folder"
        : failed.getMessage();
  }

  private Path file(OrderId id, String suffix) {
    return folder.resolve(id + suffix);
  }
}
