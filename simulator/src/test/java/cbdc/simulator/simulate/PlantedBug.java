package cbdc.simulator.simulate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A bug to be found: some lines of one source file replaced by others, compiled, and put in place
 * of the real class in a class loader of its own.
 *
 * @param name what is wrong
 * @param knownSeed the first seed known to show it; others are tried from there on
 * @param source the file, below the top of the project
 * @param edits what is replaced by what
 */
record PlantedBug(String name, long knownSeed, Path source, List<Edit> edits) {

  /**
   * A change of the text.
   *
   * @param original what stands there exactly once
   * @param replacement what stands there instead
   */
  record Edit(String original, String replacement) {}

  /** The same class, compiled anew as it is. */
  PlantedBug withoutEdits() {
    return new PlantedBug(name, knownSeed, source, List.of());
  }

  /** Runs a seed of the simulation with the bug in it; what was found, or null. */
  LongFunction<String> simulation(Path project) throws ReflectiveOperationException, IOException {
    String text = Files.readString(project.resolve(source));
    for (Edit edit : edits) {
      int at = text.indexOf(edit.original);
      if (at < 0 || text.indexOf(edit.original, at + 1) >= 0) {
        throw new AssertionError(
            name + ": does not stand exactly once in " + source + ": " + edit.original);
      }
      text = text.replace(edit.original, edit.replacement);
    }
    Map<String, byte[]> classes = compile(text);
    ClassLoader loader = new Replacing(classes, getClass().getClassLoader());
    Object runner =
        loader.loadClass(SeedProbe.class.getName()).getDeclaredConstructor().newInstance();
    @SuppressWarnings("unchecked") // SeedProbe is one
    LongFunction<String> probe = (LongFunction<String>) runner;
    return probe;
  }

  private Map<String, byte[]> compile(String text) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Map<String, ByteArrayOutputStream> made = new HashMap<>();
    StringBuilder errors = new StringBuilder();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        JavaFileManager keeping = keeping(files, made)) {
      boolean compiled =
          compiler
              .getTask(
                  null,
                  keeping,
                  diagnostic -> errors.append(diagnostic).append('\n'),
                  List.of("-proc:none", "-nowarn", "-classpath", classPath()),
                  null,
                  List.of(sourceOf(text)))
              .call();
      if (!compiled) {
        throw new AssertionError(name + " does not compile: " + errors);
      }
    }
    Map<String, byte[]> classes = new HashMap<>();
    made.forEach((className, bytes) -> classes.put(className, bytes.toByteArray()));
    return classes;
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private SimpleJavaFileObject sourceOf(String text) {
    return new SimpleJavaFileObject(
        URI.create("string:///" + source.getFileName()), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }

  private static JavaFileManager keeping(
      StandardJavaFileManager files, Map<String, ByteArrayOutputStream> made) {
    return new ForwardingJavaFileManager<>(files) {
      @Override
      public JavaFileObject getJavaFileForOutput(
          Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
        return new SimpleJavaFileObject(URI.create("bytes:///" + className), kind) {
          @Override
          public OutputStream openOutputStream() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            made.put(className, bytes);
            return bytes;
          }
        };
      }
    };
  }

  /** Loads the whole settlement and simulation anew, with the classes given in their place. */
  private static final class Replacing extends ClassLoader {
    private final Map<String, byte[]> classes;

    Replacing(Map<String, byte[]> classes, ClassLoader parent) {
      super(parent);
      this.classes = classes;
    }

    @Override
    protected Class<?> loadClass(String className, boolean resolve) throws ClassNotFoundException {
      boolean own =
          className.startsWith("cbdc.settlement.")
              || className.startsWith("cbdc.simulator.simulate.");
      if (!own) {
        return super.loadClass(className, resolve);
      }
      synchronized (getClassLoadingLock(className)) {
        Class<?> loaded = findLoadedClass(className);
        return loaded != null ? loaded : define(className);
      }
    }

    private Class<?> define(String className) throws ClassNotFoundException {
      byte[] bytes = classes.get(className);
      if (bytes == null) {
        try (InputStream in =
            getParent().getResourceAsStream(className.replace('.', '/') + ".class")) {
          if (in == null) {
            throw new ClassNotFoundException(className);
          }
          bytes = in.readAllBytes();
        } catch (IOException e) {
          throw new ClassNotFoundException(className, e);
        }
      }
      return defineClass(className, bytes, 0, bytes.length);
    }
  }
}
