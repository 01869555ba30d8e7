package cbdc.simulator.repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The checked-out project as its tests see it: the files that are our own writing, found without
 * git.
 */
public final class Repository {
  private static final Set<String> NOT_OURS =
      Set.of("target", ".git", ".cbdc", ".idea", ".vscode", "node_modules");

  private Repository() {}

  /** The top folder: the nearest one upwards that holds {@code jvm.options}. */
  public static Path root() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("jvm.options"))) {
        return folder;
      }
    }
    throw new IllegalStateException(
        "no folder above " + Path.of("").toAbsolutePath() + " holds jvm.options");
  }

  /** Every file of the project except what builds and editors leave behind, in a fixed order. */
  public static List<Path> files() {
    var found = new ArrayList<Path>();
    try {
      Files.walkFileTree(
          root(),
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              boolean skip =
                  NOT_OURS.contains(folder.getFileName().toString())
                      || folder.equals(root().resolve("data"));
              return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              // In a second work tree of git, .git is a file.
              if (!NOT_OURS.contains(file.getFileName().toString())) {
                found.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    found.sort(null);
    return found;
  }

  /** The Java files among {@link #files()}. */
  public static List<Path> javaFiles() {
    return files().stream().filter(file -> file.toString().endsWith(".java")).toList();
  }

  /** The folders below a {@code src/main/java} that hold Java files. */
  public static List<Path> mainPackageFolders() {
    return javaFiles().stream()
        .map(Path::getParent)
        .filter(folder -> folder.toString().contains("/src/main/java/"))
        .distinct()
        .toList();
  }
}
