package cbdc.simulator.bench;

import cbdc.protocol.Command;
import cbdc.protocol.Outcome;
import cbdc.protocol.Text;
import cbdc.settlement.client.CommandIds;
import cbdc.settlement.client.SettlementClient;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;

/** Begins payments of one minor unit between random wallets. For one thread at a time. */
final class RandomPayments {
  private final SettlementClient client;
  private final long[] wallets;
  private final SplittableRandom random;
  private final CommandIds ids = new CommandIds();

  /**
   * Payments between these wallets.
   *
   * @param wallets two or more, all funded
   */
  RandomPayments(SettlementClient client, long[] wallets, long seed) {
    this.client = client;
    this.wallets = wallets;
    this.random = new SplittableRandom(seed);
  }

  /** Begins the next payment. */
  CompletionStage<Outcome> begin() {
    int payer = random.nextInt(wallets.length);
    int payee = random.nextInt(wallets.length - 1);
    if (payee >= payer) {
      payee++;
    }
    return client.submit(
        new Command.Pay(ids.next(), wallets[payer], wallets[payee], 1, Text.EMPTY, Text.EMPTY));
  }
}
