package cbdc.simulator.drill.backups;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** One new cluster, one load, one fault, one count. */
final class BackupsTrial {
  private static final int MEMBERS = 3;
  private static final int ACCOUNTS = 2_000;
  private static final Duration BEFORE = Duration.ofSeconds(5);
  private static final Duration AFTER = Duration.ofSeconds(15);
  private static final Duration SHORTLY = Duration.ofMillis(300);
  private static final Duration PAUSE = Duration.ofSeconds(20);
  private static final Duration SETTLE = Duration.ofSeconds(10);
  private static final long STOP_SECONDS = 150;

  private BackupsTrial() {}

  /** What happens to members under load. */
  enum Fault {
    KILL_ONE("kill -9 of one of three members") {
      @Override
      int inflict(Grid grid) throws InterruptedException {
        grid.kill(0);
        return 1;
      }
    },
    KILL_TWO("kill -9 of two of three members, 0.3 s apart") {
      @Override
      int inflict(Grid grid) throws InterruptedException {
        grid.kill(0);
        TimeUnit.MILLISECONDS.sleep(SHORTLY.toMillis());
        grid.kill(1);
        return 2;
      }
    },
    PAUSE_ONE("SIGSTOP of one of three members, SIGCONT after 20 s") {
      @Override
      int inflict(Grid grid) throws InterruptedException {
        grid.pause(0, PAUSE);
        return 0;
      }
    };

    private final String what;

    Fault(String what) {
      this.what = what;
    }

    /** Does it, and tells how many members are gone for good. */
    abstract int inflict(Grid grid) throws InterruptedException;
  }

  /**
   * What came out.
   *
   * @param acknowledged bookings that the client was told are done
   * @param failed bookings that ended in an error, and may or may not be done
   * @param lost acknowledged bookings that no balance holds any more, at least
   */
  record Result(String what, int backups, long acknowledged, long failed, long lost) {}

  static Result run(Fault fault, int backups, Path dir) throws InterruptedException {
    String name = "backups-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
    try (Grid grid = Grid.start(name, MEMBERS, backups, dir);
        Bookings bookings = new Bookings(grid.client().getMap(GridMember.MAP), ACCOUNTS)) {
      TimeUnit.MILLISECONDS.sleep(BEFORE.toMillis());
      int gone = fault.inflict(grid);
      TimeUnit.MILLISECONDS.sleep(AFTER.toMillis());
      bookings.stop(STOP_SECONDS);
      grid.awaitMembers(MEMBERS - gone);
      TimeUnit.MILLISECONDS.sleep(SETTLE.toMillis());
      return new Result(
          fault.what, backups, bookings.acknowledged(), bookings.failed(), bookings.lost());
    }
  }
}
