package cbdc.simulator.program;

import cbdc.simulator.console.CommandFailure;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A program in a JVM of its own, which has this one's console. It ends when this process does.
 *
 * @param classPath where its classes are
 * @param mainClass its main class
 */
public record SeparateProgram(String classPath, String mainClass) {
  private static final Duration END_LIMIT = Duration.ofSeconds(30);

  /**
   * A program whose jars the build has put into a folder beside those of the command line.
   *
   * @throws CommandFailure when there is no such folder, as when this was not started by {@code
   *     ./cbdc}
   */
  public static SeparateProgram inFolder(String folder, String mainClass) {
    Path jars = besides(folder);
    if (!Files.isDirectory(jars)) {
      throw CommandFailure.failed(
          "its libraries are not at " + jars + ": start it by the script ./cbdc");
    }
    return new SeparateProgram(jars.resolve("*").toString(), mainClass);
  }

  private static Path besides(String folder) {
    try {
      return Path.of(
              SeparateProgram.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .resolveSibling(folder);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the place of this class is no file", e);
    }
  }

  /**
   * Runs it to its end. Whoever is interrupted meanwhile ends it, and still waits until it has
   * written down what it has to, for half a minute at most.
   *
   * @param options of its JVM, besides those about modules, which are taken over from this one
   * @param arguments of the program
   * @return its exit code
   */
  public int run(List<String> options, List<String> arguments) throws InterruptedException {
    Process process = start(options, arguments);
    Thread ending = new Thread(process::destroy, "end-of-" + process.pid());
    try {
      Runtime.getRuntime().addShutdownHook(ending);
    } catch (IllegalStateException e) {
      // Nobody would end it: this process ends already.
      process.destroyForcibly();
      // Thrown instead.
      boolean unused = Thread.interrupted();
      throw new InterruptedException("this process ends");
    }
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      boolean unused = ProcessEnd.await(process, END_LIMIT);
      throw e;
    } finally {
      forget(ending);
    }
  }

  private static void forget(Thread ending) {
    try {
      Runtime.getRuntime().removeShutdownHook(ending);
    } catch (IllegalStateException e) {
      // This process ends, too; the hook finds nothing left to do.
      return;
    }
  }

  private Process start(List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--"))
        .forEach(command::add);
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, mainClass));
    command.addAll(arguments);
    try {
      return new ProcessBuilder(command).inheritIO().start();
    } catch (IOException e) {
      throw CommandFailure.failed("cannot start " + command.getFirst(), e);
    }
  }
}
