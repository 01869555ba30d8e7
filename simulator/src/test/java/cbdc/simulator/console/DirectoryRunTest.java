package cbdc.simulator.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
  void shouldNotInterruptWhatFinishes() {
    AtomicBoolean hasFinished = new AtomicBoolean();
    assertThatThrownBy(
            () ->
                run(
                    whole -> {
                      whole.finish();
                      whole.fail("node-1 ended by itself");
                      assertThat(Thread.currentThread().isInterrupted()).isFalse();
                      hasFinished.set(true);
                      whole.finished();
                    }))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("node-1 ended by itself");
    assertThat(hasFinished).isTrue();
  }

  @Test
  void shouldSayWhatHasFailedRatherThanWhatCameOfIt() {
    assertThatThrownBy(
            () ->
                run(
                    whole -> {
                      whole.fail("node-1 ended by itself");
                      throw new ClosedByInterruptException();
                    }))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("node-1 ended by itself");
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
