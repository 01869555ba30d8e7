package cbdc.simulator.drill.load;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.Text;
import cbdc.simulator.drill.check.BalanceSeen;
import cbdc.simulator.drill.check.Submission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends at a bounded rate, with a bounded number under way for each shard: one that does not answer
 * holds up nobody who pays from another. Beside the mix, each shard gets a small payment within
 * itself at short intervals, by which its service is measured: a payment between two shards waits
 * for both.
 */
public final class DrillLoad {
  private static final int PER_SHARD = 1_024;
  private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
  private static final int PROBES_PER_SHARD = 1_024;
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int READ_EVERY = 50;

  private final DrillBank bank;
  private final Recorder recorder;
  private final Service service;
  private final int shardCount;
  private final long ratePerSecond;
  private final Mix mix;
  private final List<Semaphore> windows = new ArrayList<>();
  private final List<Semaphore> probeWindows = new ArrayList<>();
  private final Map<Integer, List<Long>> probed = new HashMap<>();
  private final AtomicInteger readsUnderWay = new AtomicInteger();
  private final Thread thread;
  private volatile boolean stopping;

  /**
   * Starts.
   *
   * @param wallets all open and funded; two or more in each shard but 0
   * @param ratePerSecond commands sent each second besides the probes
   */
  public DrillLoad(
      DrillBank bank,
      List<Long> wallets,
      Recorder recorder,
      Service service,
      int shardCount,
      long ratePerSecond,
      long seed) {
    this.bank = bank;
    this.recorder = recorder;
    this.service = service;
    this.shardCount = shardCount;
    this.ratePerSecond = ratePerSecond;
    this.mix = new Mix(wallets, bank.ids(), seed);
    probed.put(
        0, List.of(AccountNumber.vault(DrillBank.BANK), AccountNumber.vault(DrillBank.OTHER_BANK)));
    // From the end: the first ones are blocked now and then.
    for (long wallet : wallets.reversed()) {
      List<Long> pair =
          probed.computeIfAbsent(
              AccountNumber.shard(wallet, shardCount), shard -> new ArrayList<>());
      if (pair.size() < 2) {
        pair.add(wallet);
      }
    }
    for (int shard = 0; shard < shardCount; shard++) {
      windows.add(new Semaphore(PER_SHARD));
      probeWindows.add(new Semaphore(PROBES_PER_SHARD));
    }
    this.thread = Thread.ofPlatform().name("drill-load").daemon().start(this::run);
  }

  private void run() {
    long began = System.nanoTime();
    long sent = 0;
    long probes = 0;
    while (!stopping) {
      long elapsed = System.nanoTime() - began;
      for (; sent * 1_000_000_000L / ratePerSecond <= elapsed && !stopping; sent++) {
        send(began + sent * 1_000_000_000L / ratePerSecond, sent);
      }
      for (; probes * PROBE_NANOS / shardCount <= elapsed && !stopping; probes++) {
        probe(began + probes * PROBE_NANOS / shardCount, (int) (probes % shardCount));
      }
      LockSupport.parkNanos(TICK_NANOS);
    }
  }

  private void send(long intendedNanos, long number) {
    if (number % READ_EVERY == 0) {
      read(mix.wallet());
      return;
    }
    Mix.Next next = mix.next();
    int shard = AccountNumber.shard(next.command().routingAccount(), shardCount);
    Semaphore window = windows.get(shard);
    // Where there is no room the command is not sent: its turn is over, as the rate is.
    if (window.tryAcquire()) {
      submit(next.command(), next.isRepeat(), intendedNanos, shard, window);
    }
  }

  private void probe(long intendedNanos, int shard) {
    List<Long> pair = probed.get(shard);
    Semaphore window = probeWindows.get(shard);
    if (window.tryAcquire()) {
      CommandId id = bank.ids().next();
      boolean forth = shard == 0 || (id.low() & 1) == 0;
      long payer = pair.get(forth ? 0 : 1);
      long payee = pair.get(forth ? 1 : 0);
      submit(
          new Command.Pay(id, payer, payee, 1, Text.EMPTY, Text.EMPTY),
          false,
          intendedNanos,
          shard,
          window);
    }
  }

  private void submit(
      Command command, boolean isRepeat, long intendedNanos, int shard, Semaphore window) {
    long start = System.nanoTime();
    CompletableFuture<Outcome> ended = bank.client().submit(command).toCompletableFuture();
    // Nobody waits for it: what follows is all there is to do.
    var unused =
        ended.whenComplete(
            (outcome, failure) -> {
              recorder.ended(
                  new Submission(
                      command,
                      isRepeat,
                      intendedNanos,
                      start,
                      System.nanoTime(),
                      Optional.ofNullable(outcome)));
              if (outcome != null && !isRepeat && command instanceof Command.Pay pay) {
                mix.ended(pay);
              }
              if (outcome instanceof Outcome.Settled && command instanceof Command.Pay) {
                service.acknowledged(shard);
              }
              window.release();
            });
  }

  private void read(long account) {
    if (readsUnderWay.get() >= PER_SHARD) {
      return;
    }
    readsUnderWay.incrementAndGet();
    long start = System.nanoTime();
    var unused =
        bank.client()
            .balance(account)
            .whenComplete(
                (read, failure) -> {
                  readsUnderWay.decrementAndGet();
                  if (failure == null) {
                    recorder.saw(
                        new BalanceSeen(
                            account,
                            read.shard(),
                            read.index(),
                            read.value().available(),
                            start,
                            System.nanoTime()));
                  }
                });
  }

  /** Sends nothing more, and waits until everything under way has its end. */
  public void stop() throws InterruptedException {
    stopping = true;
    thread.join();
    for (Semaphore window : windows) {
      window.acquire(PER_SHARD);
    }
    for (Semaphore window : probeWindows) {
      window.acquire(PROBES_PER_SHARD);
    }
    while (readsUnderWay.get() > 0) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  /** Ends the sending thread; what is under way is left to the client. */
  public void abandon() {
    stopping = true;
  }
}
