package cbdc.simulator.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.simulator.console.CommandFailure;
import cbdc.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class SeparateProgramTest {
  @TempDir private Path folder;

  /** Writes what it was started with, and exits with its second argument. */
  static final class Echo {
    private Echo() {}

    public static void main(String[] args) throws IOException {
      List<String> options = ManagementFactory.getRuntimeMXBean().getInputArguments();
      Files.write(Path.of(args[0]), options);
      System.exit(Integer.parseInt(args[1]));
    }
  }

  @Test
  void shouldHandOverOptionsAndGiveBackTheExitCode() throws Exception {
    Path file = folder.resolve("options.txt");
    SeparateProgram echo =
        new SeparateProgram(System.getProperty("java.class.path"), Echo.class.getName());

    int exit = echo.run(List.of("-Dsome.setting=7"), List.of(file.toString(), "42"));

    assertThat(exit).isEqualTo(42);
    assertThat(Files.readAllLines(file))
        .contains("-Dsome.setting=7")
        .as("those about modules, which this JVM has too")
        .anyMatch(option -> option.startsWith("--add-opens"))
        .as("a heap is for one process only")
        .noneMatch(option -> option.startsWith("-Xmx"));
  }

  /** Runs until it is ended, and only then writes its second file. */
  static final class Diary {
    private Diary() {}

    public static void main(String[] args) throws IOException, InterruptedException {
      Thread last = new Thread(() -> write(args[1]));
      Runtime.getRuntime().addShutdownHook(last);
      write(args[0]);
      new CountDownLatch(1).await();
    }

    private static void write(String file) {
      try {
        Files.createFile(Path.of(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void shouldWaitForTheLastWordsOfAProgramThatItEnds() throws Exception {
    Path first = folder.resolve("first");
    Path last = folder.resolve("last");
    SeparateProgram diary =
        new SeparateProgram(System.getProperty("java.class.path"), Diary.class.getName());
    AtomicBoolean wasWritten = new AtomicBoolean();
    Thread running =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    diary.run(List.of(), List.of(first.toString(), last.toString()));
                  } catch (InterruptedException ended) {
                    wasWritten.set(Files.exists(last));
                  }
                });
    Await.until("the program runs", Duration.ofSeconds(30), () -> Files.exists(first));
    running.interrupt();
    running.join();
    assertThat(wasWritten).isTrue();
  }

  @Test
  void shouldSayHowToStartWhatItCannotFind() {
    assertThatThrownBy(() -> SeparateProgram.inFolder("no-such-folder", "Main"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("./cbdc");
  }
}
