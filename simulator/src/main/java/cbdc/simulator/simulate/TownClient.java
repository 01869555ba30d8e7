package cbdc.simulator.simulate;

import cbdc.crypto.DomainSeparated;
import cbdc.crypto.SigningKey;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.CallKind;
import cbdc.protocol.wire.Query;
import cbdc.protocol.wire.ReadAnswer;
import cbdc.protocol.wire.ReadPayload;
import cbdc.protocol.wire.ReadRequest;
import cbdc.settlement.client.ClientIdentity;
import cbdc.settlement.client.CommandIds;
import cbdc.settlement.client.SettlementClient;
import cbdc.settlement.client.SettlementClientConfig;
import cbdc.settlement.client.transport.CallResult;
import cbdc.simulator.simulate.Counters.Count;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A bank's real client in a simulation, and what it was told. */
final class TownClient {
  private final World world;
  private final String name;
  private final int bank;
  private final SigningKey key;
  private final Chance nonces;
  private final SettlementClient client;
  private final CommandIds ids;
  private final Map<CommandId, Outcome> told = new LinkedHashMap<>();
  private final Map<CommandId, Command> unknown = new LinkedHashMap<>();
  private int open;

  TownClient(World world, SigningKey key, int bank) {
    this.world = world;
    this.name = "bank " + bank;
    this.bank = bank;
    this.key = key;
    this.nonces = world.chance().fork();
    ClientLoop loop = new ClientLoop(world, name);
    this.ids = new CommandIds(loop::wallMillis, world.chance().fork().random());
    this.client =
        new SettlementClient(
            SettlementClientConfig.defaults(),
            new ClientIdentity(bank, key),
            world.grid().transport(name),
            loop,
            loop,
            world.chance().fork().random(),
            Runnable::run);
  }

  String name() {
    return name;
  }

  CommandId nextId() {
    return ids.next();
  }

  /** Submits a command for the first time. */
  CompletionStage<Outcome> submit(Command command) {
    world.watch().submitting(command, shard(command.routingAccount()));
    return follow(command, client.submit(command), true);
  }

  /** Submits a command once more; what it says must be what was said before. */
  void submitAgain(Command command) {
    follow(command, client.submit(command), false);
  }

  /** Asks what became of a command that was submitted before. */
  void askAgain(Command command) {
    follow(command, client.ask(command), false);
  }

  /** Submits other content under the id of a command whose outcome is known. */
  void submitReused(Command other) {
    Outcome before = told.get(other.id());
    if (before instanceof Outcome.Settled || before instanceof Outcome.Returned) {
      open++;
      CompletionStage<Outcome> unused =
          client
              .submit(other)
              .whenComplete(
                  (outcome, failure) -> {
                    open--;
                    if (outcome != null && !isRefusalOfTheId(outcome)) {
                      world
                          .watch()
                          .uncaught(
                              name,
                              new Violation(
                                  "id " + other.id() + " with other content ended as " + outcome));
                    }
                  });
    }
  }

  /** Either the id is known to be used, or nobody looked at it. */
  private static boolean isRefusalOfTheId(Outcome outcome) {
    return outcome instanceof Outcome.Rejected rejected
        && (rejected.code() == RejectionCode.ID_REUSED || !rejected.code().spendsId());
  }

  /** Asks for an id. */
  CompletionStage<Outcome> ask(CommandId id, long account) {
    return follow(Command.AskOutcome.ofAnyContent(id, account), client.askById(id, account), false);
  }

  private CompletionStage<Outcome> follow(
      Command command, CompletionStage<Outcome> outcome, boolean isFirst) {
    open++;
    CompletableFuture<Outcome> known = new CompletableFuture<>();
    CompletionStage<Outcome> unused =
        outcome.whenComplete(
            (end, failure) -> {
              open--;
              if (failure != null) {
                world.counters().add(Count.COMMANDS_UNKNOWN);
                unknown.put(command.id(), command);
              } else {
                heard(command, end, isFirst);
                known.complete(end);
              }
            });
    return known;
  }

  private void heard(Command command, Outcome outcome, boolean isFirst) {
    count(outcome);
    if (!isFirst && !isFinal(outcome)) {
      return; // Says nothing about what an earlier submission did.
    }
    world.watch().acknowledged(command.id(), outcome);
    Outcome before = told.get(command.id());
    if (before == null || !isFinal(before)) {
      told.put(command.id(), outcome);
    } else if (!sameKind(before, outcome)) {
      world
          .watch()
          .uncaught(
              name,
              new Violation(command.id() + " was told as " + before + " and then as " + outcome));
    }
  }

  private static boolean isFinal(Outcome outcome) {
    return !(outcome instanceof Outcome.Rejected rejected) || rejected.code().spendsId();
  }

  private static boolean sameKind(Outcome before, Outcome outcome) {
    if (before instanceof Outcome.Rejected one && outcome instanceof Outcome.Rejected other) {
      return one.code() == other.code();
    }
    return before.equals(outcome);
  }

  private void count(Outcome outcome) {
    switch (outcome) {
      case Outcome.Settled ignored -> world.counters().add(Count.COMMANDS_SETTLED);
      case Outcome.Returned ignored -> world.counters().add(Count.COMMANDS_RETURNED);
      case Outcome.Cancelled ignored -> world.counters().add(Count.COMMANDS_CANCELLED);
      default -> world.counters().add(Count.COMMANDS_REFUSED);
    }
  }

  /** Reads a balance, which must be at least as new as what anybody was told before. */
  void readBalance(long account) {
    int shard = shard(account);
    long floor = world.watch().readFloor(shard);
    CompletionStage<?> unused =
        client
            .balance(account)
            .whenComplete(
                (read, failure) -> {
                  if (failure != null) {
                    world.counters().add(Count.READS_REFUSED);
                  } else {
                    world
                        .watch()
                        .balanceRead(
                            shard,
                            account,
                            floor,
                            read.index(),
                            read.value().available(),
                            read.value().held());
                  }
                });
  }

  /** The number of the last order that concerned no bank; fails where nobody can tell. */
  CompletionStage<Long> lastSystemOrder() {
    return client.registry(0).thenApply(read -> read.value().nextSystemOrderNumber() - 1);
  }

  /** Reads a balance at one node, whoever leads; an answer may come at any time. */
  void readAt(SimulatedNode node, long account) {
    int shard = shard(account);
    long floor = world.watch().readFloor(shard);
    byte[] request = signedRead(account);
    Consumer<CallResult> answered =
        result -> {
          if (result instanceof CallResult.Answered bytes
              && ReadAnswer.decode(bytes.response()) instanceof ReadAnswer.Ok ok
              && ok.payload() instanceof ReadPayload.Balance balance) {
            world
                .watch()
                .balanceRead(
                    shard, account, floor, ok.index(), balance.available(), balance.held());
          }
        };
    world
        .network()
        .send(
            name,
            node.id(),
            () ->
                node.call(
                    CallKind.READ,
                    request,
                    result ->
                        world.network().send(node.id(), name, () -> answered.accept(result))));
  }

  private byte[] signedRead(long account) {
    ReadRequest request =
        new ReadRequest(
            bank,
            key.keyId().value(),
            world.wallMillis(),
            nonces.random().nextLong(),
            new Query.OfBalance(account),
            new byte[0]);
    byte[] signed =
        request.signedBytes(world.genesis().clusterHigh(), world.genesis().clusterLow());
    return request
        .withSignature(key.sign(DomainSeparated.labelled(ReadRequest.LABEL).bytes(signed)))
        .encode();
  }

  boolean isAnswered() {
    return open == 0 && unknown.isEmpty();
  }

  /** Asks again for what nobody could tell. */
  void settleUnknown() {
    Map<CommandId, Command> asking = new LinkedHashMap<>(unknown);
    unknown.clear();
    asking.forEach(
        (id, command) -> {
          world.note(() -> name + " asks again for " + id);
          CompletionStage<Outcome> outcome =
              command instanceof Command.AskOutcome
                  ? client.askById(id, command.routingAccount())
                  : client.ask(command);
          follow(command, outcome, false);
        });
  }

  /** What was told once must be true at the end as well. */
  void requireAllTrue() {
    told.forEach((id, outcome) -> world.watch().acknowledged(id, outcome));
  }

  private int shard(long account) {
    return AccountNumber.shard(account, world.genesis().shardCount());
  }
}
