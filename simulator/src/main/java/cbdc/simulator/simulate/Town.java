package cbdc.simulator.simulate;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.BankStatus;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;
import cbdc.simulator.simulate.Counters.Count;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The people of a simulation: they pay, hold, capture and release, ask and repeat, also what makes
 * no sense, and remember what they were told.
 */
final class Town {
  static final int BANKS = 2;
  private static final int WALLETS_OF_BANK = 6;
  private static final int SPARE_WALLETS_OF_BANK = 3;
  private static final int READS_AT_ONCE = 8;
  private static final long READS_SPREAD_NANOS = 4_000_000;
  private static final long SUPPLY = 1_000_000_000L;
  private static final long FIRST_MONEY = 1_000_000L;

  private record Hold(CommandId id, long payer, long payee) {}

  private final World world;
  private final Chance chance;
  private final Keys keys;
  private final Map<Integer, TownClient> clients = new HashMap<>();
  private final Map<Integer, Long> orderNumbers = new HashMap<>();
  private final List<Command> past = new ArrayList<>();
  private final List<Hold> holds = new ArrayList<>();
  private long opened = WALLETS_OF_BANK;
  private Order lastOrder;

  Town(World world, Keys keys) {
    this.world = world;
    this.chance = world.chance().fork();
    this.keys = keys;
    for (int bank = 0; bank <= BANKS; bank++) {
      clients.put(bank, new TownClient(world, keys.batchKey(bank), bank));
    }
  }

  /** Names of the clients, as the network knows them. */
  List<String> clientNames() {
    return clients.values().stream().map(TownClient::name).toList();
  }

  /** Admits the banks, issues to them, opens wallets and puts money into them. */
  CompletionStage<Void> found() {
    CompletionStage<Void> done = CompletableFuture.completedFuture(null);
    for (int bank = 1; bank <= BANKS; bank++) {
      int of = bank;
      done =
          done.thenCompose(
                  o ->
                      order(
                          new Order.SetBank(
                              header(of),
                              BankStatus.ACTIVE,
                              Long.MAX_VALUE,
                              List.of(keys.publicKey(of)))))
              .thenCompose(o -> order(new Order.CreditReserve(header(of), SUPPLY * 2)))
              .thenCompose(o -> order(new Order.Issue(header(of), SUPPLY)))
              .thenCompose(o -> fund(of));
    }
    // Some clusters still have rules that know no questions about an id's content.
    int rules =
        chance.below(4) == 0
            ? LedgerGenesis.RULES_WITH_NODE_CHANGES
            : LedgerGenesis.RULES_VERSION_MAX;
    for (int next = world.genesis().rulesVersion() + 1; next <= rules; next++) {
      int version = next;
      done =
          done.thenCompose(o -> order(new Order.RaiseRulesVersion(header(0), version)))
              .thenAccept(Town::requireSettled);
    }
    return done;
  }

  private static void requireSettled(Outcome raised) {
    if (!(raised instanceof Outcome.Settled)) {
      throw new Violation("the rules were not raised: " + raised);
    }
  }

  /** Orders that a node goes, and another one comes, by the number that is next in the ledger. */
  void orderNodeChange(String goes, String comes) {
    CompletionStage<?> unused =
        clients
            .get(0)
            .lastSystemOrder()
            .thenAccept(
                last -> {
                  orderNumbers.put(0, last);
                  CompletionStage<Outcome> ordered =
                      order(new Order.ReplaceNode(header(0), goes, comes));
                  ordered.thenAccept(
                      end -> world.note(() -> goes + " is to go, " + comes + " to come: " + end));
                });
  }

  private CompletionStage<Void> fund(int bank) {
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (int i = 0; i < WALLETS_OF_BANK; i++) {
      long account = wallet(bank, i);
      all.add(
          submit(bank, new Command.OpenAccount(id(bank), account, AccountKind.WALLET, 1))
              .thenCompose(
                  o -> submit(bank, pay(bank, AccountNumber.vault(bank), account, FIRST_MONEY)))
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
  }

  private static long wallet(int bank, long number) {
    return AccountNumber.of(bank, AccountNumber.FIRST_CUSTOMER_SERIAL + number);
  }

  /** Does one thing or another. */
  void act() {
    int bank = 1 + chance.below(BANKS);
    int dice = chance.below(100);
    if (dice < 46) {
      submit(bank, pay(bank, someWallet(bank), anyWallet(), 1 + chance.below(2_000)));
    } else if (dice < 50) {
      submit(bank, pay(bank, someWallet(bank), anyWallet(), 5_000_000 + chance.below(1_000)));
    } else if (dice < 56) {
      submit(bank, pay(bank, someWallet(bank), unopened(), 1 + chance.below(500)));
    } else if (dice < 66) {
      placeHold(bank);
    } else if (dice < 76) {
      useHold();
    } else if (dice < 83) {
      repeat();
    } else if (dice < 86) {
      reuse();
    } else if (dice < 88) {
      submitExpired(bank);
    } else if (dice < 91) {
      askFirst(bank);
    } else if (dice < 93) {
      openOrChange(bank);
    } else if (dice < 95) {
      orderMoney(bank);
    } else {
      submit(bank, pay(bank, AccountNumber.vault(bank), anyWallet(), 1 + chance.below(3_000)));
    }
    if (dice < 20) {
      clients.get(bank).readBalance(someWallet(bank));
    }
  }

  /** Reads at whatever node, for the answer of one that has lost its leadership unawares. */
  void readAnywhere(List<SimulatedNode> nodes) {
    int bank = 1 + chance.below(BANKS);
    long account = someWallet(bank);
    SimulatedNode node = chance.oneOf(nodes);
    for (int i = chance.below(3); i >= 0; i--) {
      world.time().after(chance.below(20_000_000), () -> clients.get(bank).readAt(node, account));
    }
  }

  /** Reads at a node, many times within a few milliseconds. */
  void readOften(SimulatedNode node) {
    int bank = 1 + chance.below(BANKS);
    for (int i = 0; i < READS_AT_ONCE; i++) {
      long account = someWallet(bank);
      world
          .time()
          .after(chance.below(READS_SPREAD_NANOS), () -> clients.get(bank).readAt(node, account));
    }
  }

  private void placeHold(int bank) {
    long payer = someWallet(bank);
    long payee = anyWallet();
    long expires = world.wallMillis() + TimeUnit.SECONDS.toMillis(5 + chance.below(90));
    CommandId id = id(bank);
    holds.add(new Hold(id, payer, payee));
    submit(
        bank,
        new Command.PlaceHold(
            id, payer, payee, 1 + chance.below(3_000), expires, Text.EMPTY, Text.EMPTY));
  }

  private void useHold() {
    if (holds.isEmpty()) {
      return;
    }
    Hold hold = holds.get(Math.max(0, holds.size() - 1 - chance.below(12)));
    int bank = AccountNumber.bank(hold.payer);
    if (chance.perMille(650)) {
      submit(
          bank,
          new Command.CaptureHold(
              id(bank),
              hold.payer,
              hold.payee,
              hold.id,
              1 + chance.below(1_500),
              Text.EMPTY,
              Text.EMPTY));
    } else {
      submit(bank, new Command.ReleaseHold(id(bank), hold.payer, hold.payee, hold.id));
    }
  }

  /** The same id and content again, from now or from long ago. */
  private void repeat() {
    if (!past.isEmpty()) {
      int back = chance.perMille(700) ? Math.min(past.size(), 40) : past.size();
      Command command = past.get(past.size() - 1 - chance.below(back));
      TownClient client = clients.get(AccountNumber.bank(command.routingAccount()));
      if (chance.perMille(500)) {
        client.submitAgain(command);
      } else {
        client.askAgain(command);
      }
    }
  }

  /** The same id with other content. */
  private void reuse() {
    if (!past.isEmpty()
        && past.get(past.size() - 1 - chance.below(Math.min(past.size(), 40)))
            instanceof Command.Pay pay) {
      Command other =
          new Command.Pay(
              pay.id(), pay.payer(), pay.payee(), pay.amount() + 1, Text.EMPTY, Text.EMPTY);
      clients.get(AccountNumber.bank(pay.payer())).submitReused(other);
    }
  }

  private void submitExpired(int bank) {
    long age = world.genesis().idWindowMillis() + chance.below(60_000);
    CommandId old =
        CommandId.of(world.wallMillis() - age, chance.below(4096), chance.random().nextLong());
    submit(bank, new Command.Pay(old, someWallet(bank), anyWallet(), 1, Text.EMPTY, Text.EMPTY));
  }

  /** Asks for an id that was never submitted, and submits it afterwards. */
  private void askFirst(int bank) {
    Command.Pay pay = pay(bank, someWallet(bank), anyWallet(), 1 + chance.below(100));
    clients
        .get(bank)
        .ask(pay.id(), pay.payer())
        .thenAccept(
            outcome -> {
              if (outcome instanceof Outcome.Cancelled) {
                submit(bank, pay);
              }
            });
  }

  private void openOrChange(int bank) {
    if (opened < WALLETS_OF_BANK + SPARE_WALLETS_OF_BANK) {
      long account = wallet(bank, opened++);
      submit(bank, new Command.OpenAccount(id(bank), account, AccountKind.WALLET, 1));
    } else {
      long account = wallet(bank, WALLETS_OF_BANK + chance.below(SPARE_WALLETS_OF_BANK));
      AccountStatus status = chance.oneOf(List.of(AccountStatus.values()));
      submit(bank, new Command.SetStatus(id(bank), account, status));
    }
  }

  private void orderMoney(int bank) {
    long amount = 1L + chance.below(10_000);
    if (lastOrder != null && chance.perMille(250)) {
      // A central bank that lost its own records sends an order again.
      submit(
          0, new Command.SubmitOrder(id(0), OrderCodec.encode(lastOrder), keys.approve(lastOrder)));
      return;
    }
    order(
        chance.perMille(600)
            ? new Order.Issue(header(bank), amount)
            : new Order.Redeem(header(bank), amount));
  }

  private long someWallet(int bank) {
    return wallet(bank, chance.below(WALLETS_OF_BANK));
  }

  private long anyWallet() {
    int numbers = WALLETS_OF_BANK + (chance.perMille(150) ? SPARE_WALLETS_OF_BANK : 0);
    return wallet(1 + chance.below(BANKS), chance.below(numbers));
  }

  private long unopened() {
    return wallet(1 + chance.below(BANKS), 1_000 + chance.below(20));
  }

  private Command.Pay pay(int bank, long payer, long payee, long amount) {
    return new Command.Pay(id(bank), payer, payee, amount, Text.EMPTY, Text.EMPTY);
  }

  private CommandId id(int bank) {
    return clients.get(bank).nextId();
  }

  private Order.Header header(int bank) {
    int day = (int) Math.floorDiv(world.wallMillis(), TimeUnit.DAYS.toMillis(1)) + 2;
    long number = orderNumbers.merge(bank, 1L, Long::sum);
    return new Order.Header(
        world.genesis().clusterHigh(), world.genesis().clusterLow(), bank, number, day);
  }

  /** An order that was refused has spent no number. */
  private CompletionStage<Outcome> order(Order order) {
    lastOrder = order;
    Command command = new Command.SubmitOrder(id(0), OrderCodec.encode(order), keys.approve(order));
    return submit(0, command)
        .thenApply(
            outcome -> {
              int bank = order.header().bank();
              if (outcome instanceof Outcome.Rejected rejected
                  && rejected.code() != RejectionCode.ORDER_OUT_OF_SEQUENCE) {
                orderNumbers.merge(bank, order.header().number() - 1, Math::min);
              }
              return outcome;
            });
  }

  private CompletionStage<Outcome> submit(int bank, Command command) {
    world.counters().add(Count.COMMANDS_SUBMITTED);
    if (!(command instanceof Command.SubmitOrder)) {
      past.add(command);
    }
    return clients.get(bank).submit(command);
  }

  /** Whether every command has an outcome. */
  boolean isAnswered() {
    return clients.values().stream().allMatch(TownClient::isAnswered);
  }

  /** Asks again for what nobody could tell. */
  void settleUnknown() {
    clients.values().forEach(TownClient::settleUnknown);
  }

  /** Holds everything that was ever told against the ledger's end. */
  void requireAllTrue() {
    clients.values().forEach(TownClient::requireAllTrue);
  }
}
