package cbdc.settlement.client;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command.Pay;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On real threads: several submit at once, one loop, one node that answers at once. */
class ClientThreadsTest {
  private static final int THREADS = 3;
  private static final int EACH = 30_000;

  @Test
  @Timeout(60)
  void shouldRefuseWhatSeveralThreadsSubmitToAClosedLoop() throws InterruptedException {
    AtomicInteger refused = new AtomicInteger();
    InstantTransport transport = new InstantTransport(8);
    ThreadEventLoop loop = new ThreadEventLoop("closed-loop-test");
    SettlementClient client =
        new SettlementClient(
            SettlementClientConfig.defaults(),
            new ClientIdentity(17, ClientFixture.KEY),
            transport,
            loop);
    loop.close();
    CommandIds ids = new CommandIds();
    long payer = AccountNumber.of(17, AccountNumber.FIRST_CUSTOMER_SERIAL);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < EACH; i++) {
                      client
                          .submit(new Pay(ids.next(), payer, payer + 1, 1, Text.EMPTY, Text.EMPTY))
                          .thenAccept(outcome -> refused.incrementAndGet());
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    transport.close();
    assertThat(refused).hasValue(THREADS * EACH);
    assertThat(client.openCommands()).isZero();
  }

  @Test
  void shouldRunWhatWasGivenBeforeItWasClosedAndSayThatTheRestNeverRuns() throws Exception {
    ThreadEventLoop loop = new ThreadEventLoop("closed-loop-test");
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch ran = new CountDownLatch(1);
    assertThat(loop.execute(() -> awaitUninterrupted(busy))).isTrue();
    assertThat(loop.execute(ran::countDown)).isTrue();
    loop.close();
    assertThat(loop.execute(() -> {})).isFalse();
    busy.countDown();
    assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  @Timeout(120)
  void shouldCompleteEverythingThatSeveralThreadsSubmit() throws InterruptedException {
    AtomicInteger settled = new AtomicInteger();
    AtomicInteger overloaded = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(THREADS * EACH);
    InstantTransport transport = new InstantTransport(8);
    try (transport;
        ThreadEventLoop loop = new ThreadEventLoop("client-threads-test")) {
      SettlementClient client =
          new SettlementClient(
              SettlementClientConfig.defaults().withQueues(20_000, 20_000),
              new ClientIdentity(17, ClientFixture.KEY),
              transport,
              loop);
      CommandIds ids = new CommandIds();
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        long payer = AccountNumber.of(17, AccountNumber.FIRST_CUSTOMER_SERIAL + t);
        threads.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      for (int i = 0; i < EACH; i++) {
                        client
                            .submit(
                                new Pay(ids.next(), payer, payer + 100, 1, Text.EMPTY, Text.EMPTY))
                            .thenAccept(
                                outcome -> {
                                  (outcome.equals(Outcome.Settled.INSTANCE) ? settled : overloaded)
                                      .incrementAndGet();
                                  done.countDown();
                                });
                      }
                    }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(done.await(60, TimeUnit.SECONDS)).as("all complete").isTrue();
      client.close();
      assertThat(client.openCommands()).isZero();
      assertThat(client.submit(new Pay(ids.next(), 1, 2, 1, Text.EMPTY, Text.EMPTY)))
          .isCompletedWithValue(new Outcome.Rejected(RejectionCode.OVERLOADED));
      assertThat(client.counters().settled())
          .isEqualTo(settled.get())
          .isEqualTo(transport.commands.get());
    }
    assertThat(settled.get() + overloaded.get()).isEqualTo(THREADS * EACH);
  }
}
