package cbdc.kit.db;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Unpacks the tar archive that PostgreSQL's programs come in: folders, files and symbolic links
 * with names of up to 256 characters. Anything else ends it.
 */
final class TarReader {
  private static final int BLOCK = 512;

  private TarReader() {}

  /** Unpacks everything below a folder, which exists. */
  static void unpack(InputStream tar, Path folder) throws IOException {
    byte[] header = new byte[BLOCK];
    while (true) {
      if (tar.readNBytes(header, 0, BLOCK) < BLOCK) {
        throw new EOFException("the archive ends early");
      }
      if (header[0] == 0) {
        return;
      }
      entry(tar, header, folder);
    }
  }

  private static void entry(InputStream tar, byte[] header, Path folder) throws IOException {
    String prefix = text(header, 345, 155);
    String name = prefix.isEmpty() ? text(header, 0, 100) : prefix + "/" + text(header, 0, 100);
    Path path = folder.resolve(name).normalize();
    if (!path.startsWith(folder)) {
      throw new IOException("the archive wants to write outside of its folder: " + name);
    }
    long size = Long.parseLong(text(header, 124, 12).strip(), 8);
    char type = (char) header[156];
    switch (type) {
      case '5' -> Files.createDirectories(path);
      case '0', 0 -> {
        boolean executable = (Integer.parseInt(text(header, 100, 8).strip(), 8) & 0100) != 0;
        file(tar, path, size, executable);
      }
      case '2' -> {
        Files.createDirectories(path.getParent());
        Files.createSymbolicLink(path, Path.of(text(header, 157, 100)));
      }
      default -> throw new IOException("the archive has an entry of type " + type + ": " + name);
    }
  }

  private static void file(InputStream tar, Path path, long size, boolean executable)
      throws IOException {
    Files.createDirectories(path.getParent());
    byte[] buffer = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(path)) {
      for (long left = size; left > 0; ) {
        int read = tar.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (read < 0) {
          throw new EOFException("the archive ends early");
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
    tar.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.UTF_8);
  }
}
