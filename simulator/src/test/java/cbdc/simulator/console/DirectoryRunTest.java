package cbdc.simulator.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class DirectoryRunTest {
  @TempDir private Path folder;

  @Test
  void shouldFailForTheFirstReasonThatAnotherThreadGives() {
    assertThatThrownBy(
            () ->
                run(
                    whole -> {
                      Thread watcher =
                          Thread.ofPlatform()
                              .start(
                                  () -> {
                                    whole.fail("node-1 ended by itself");
                                    whole.fail("node-2 ended by itself");
                                  });
                      try {
                        new CountDownLatch(1).await();
                      } finally {
                        watcher.join();
                      }
                    }))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("node-1 ended by itself");
  }

  @Test
  void shouldNotHideAnInterruptThatNobodyGaveAReasonFor() {
    assertThatThrownBy(
            () ->
                run(
                    whole -> {
                      Thread.currentThread().interrupt();
                      new CountDownLatch(1).await();
                    }))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void shouldEndWellWithItsDirectoryKept() throws Exception {
    assertThat(run(whole -> assertThat(whole.isInterrupted()).isFalse())).isEqualTo(ExitCode.OK);
    assertThat(folder.resolve("run")).isDirectory();
  }

  private int run(DirectoryRun.Body body) throws Exception {
    return DirectoryRun.of("--out", "unused", Optional.of(folder.resolve("run")), body);
  }
}
