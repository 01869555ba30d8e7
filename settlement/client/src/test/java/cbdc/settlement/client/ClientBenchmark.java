package cbdc.settlement.client;

import cbdc.crypto.KeyGeneration;
import cbdc.crypto.SignatureSuite;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command.Pay;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.Text;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.Semaphore;

/**
 * What a client costs by itself: payments submitted as fast as a bound of open ones allows, against
 * a node that answers at once. Prints commands per second and, because the machine may be shared,
 * processor time of each thread per command.
 *
 * <p>Run: {@code mvn -q -pl settlement/client -am test-compile}, then this main class on the test
 * class path. Arguments: seconds a round, most open, rounds.
 */
final class ClientBenchmark {
  private static final int SHARDS = 16;
  private static final int ACCOUNTS = 10_000;

  private ClientBenchmark() {}

  public static void main(String[] args) throws InterruptedException {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 10;
    int openMax = args.length > 1 ? Integer.parseInt(args[1]) : 32_768;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 4;
    InstantTransport transport = new InstantTransport(SHARDS);
    try (transport;
        ThreadEventLoop loop = new ThreadEventLoop("client-loop");
        SettlementClient client =
            new SettlementClient(
                SettlementClientConfig.defaults(),
                new ClientIdentity(17, KeyGeneration.forTest(SignatureSuite.ED25519, "benchmark")),
                transport,
                loop)) {
      Pay[] prepared = prepare();
      for (int round = 0; round < rounds; round++) {
        run(client, transport, prepared, seconds, openMax);
      }
    }
  }

  /**
   * Made beforehand: payments are the caller's cost. Ids are told apart by their first half at
   * sending.
   */
  private static Pay[] prepare() {
    CommandIds ids = new CommandIds();
    Pay[] pays = new Pay[1 << 20];
    for (int i = 0; i < pays.length; i++) {
      long payer = AccountNumber.of(17, AccountNumber.FIRST_CUSTOMER_SERIAL + i % ACCOUNTS);
      long payee =
          AccountNumber.of(17, AccountNumber.FIRST_CUSTOMER_SERIAL + ACCOUNTS + i % ACCOUNTS);
      pays[i] = new Pay(ids.next(), payer, payee, 100, Text.EMPTY, Text.EMPTY);
    }
    return pays;
  }

  private static void run(
      SettlementClient client, InstantTransport transport, Pay[] prepared, int seconds, int openMax)
      throws InterruptedException {
    Semaphore open = new Semaphore(openMax);
    long cpuBefore = cpuNanos("client-loop");
    long submitBefore = currentThreadCpuNanos();
    long flushesBefore = transport.flushes.get();
    long start = System.nanoTime();
    long until = start + seconds * 1_000_000_000L;
    long count = 0;
    while (System.nanoTime() < until) {
      for (int i = 0; i < 1024; i++) {
        open.acquire();
        Pay pay = prepared[(int) (count++ & (prepared.length - 1))];
        client
            .submit(
                new Pay(
                    freshId(pay.id(), count),
                    pay.payer(),
                    pay.payee(),
                    pay.amount(),
                    Text.EMPTY,
                    Text.EMPTY))
            .whenComplete((outcome, failure) -> ended(outcome, open));
      }
    }
    open.acquire(openMax);
    double elapsed = (System.nanoTime() - start) / 1e9;
    double loopNanos = (double) (cpuNanos("client-loop") - cpuBefore) / count;
    double submitNanos = (double) (currentThreadCpuNanos() - submitBefore) / count;
    long flushes = transport.flushes.get() - flushesBefore;
    System.out.printf(
        "%,.0f commands/s; per command: loop thread %.0f ns, submitting thread %.0f ns of processor time"
            + " (%,.0f commands per core-second); %,d commands a flush%n",
        count / elapsed,
        loopNanos,
        submitNanos,
        1e9 / (loopNanos + submitNanos),
        count / Math.max(1, flushes));
  }

  private static CommandId freshId(CommandId id, long count) {
    return new CommandId(id.high(), id.low() ^ count);
  }

  private static void ended(Outcome outcome, Semaphore open) {
    if (!(outcome instanceof Outcome.Settled)) {
      throw new AssertionError("unexpected " + outcome);
    }
    open.release();
  }

  private static long currentThreadCpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long cpuNanos(String name) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().equals(name)) {
        return threads.getThreadCpuTime(thread.getThreadId());
      }
    }
    return 0;
  }
}
