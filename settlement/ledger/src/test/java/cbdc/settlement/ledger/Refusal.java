package cbdc.settlement.ledger;

import cbdc.protocol.Command;
import cbdc.protocol.Outcome;
import cbdc.protocol.Outcome.Rejected;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.state.StateBounds;
import cbdc.testkit.Row;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * A row of the table of refusals: the code, what was there, what is asked, and what everybody has
 * afterwards.
 */
final class Refusal implements Row {
  private final RejectionCode code;
  private final String what;
  private StateBounds bounds = StateBounds.DEFAULT;
  private LedgerBounds housekeeping = LedgerBounds.DEFAULT;
  private Consumer<Town> given = town -> {};
  private Function<Town, Command> when;
  private int bank = -1;
  private int shard = -1;
  private long keyId;
  private ToLongFunction<Town> amountLeft = town -> 0;
  private ToLongFunction<Town> resetsAtMillis = town -> 0;
  private String balances = "alice 1000 bob 4500 shop 0 carol 0";

  private Refusal(RejectionCode code, String what) {
    this.code = code;
    this.what = what;
  }

  static Refusal refusal(RejectionCode code, String what) {
    return new Refusal(code, what);
  }

  /** What happened before. */
  Refusal given(Consumer<Town> happened) {
    given = happened;
    return this;
  }

  /** In a ledger with small tables. */
  Refusal in(int openHoldsMax, int idsMax, int outboxTransfersMax) {
    bounds = new StateBounds(1_000, openHoldsMax, idsMax, outboxTransfersMax, 1);
    return this;
  }

  /** In a ledger whose shards keep so many accounts. */
  Refusal keepingAccounts(int accountsMax) {
    bounds = new StateBounds(accountsMax, 1_000, 1_000, 1_000, 1);
    return this;
  }

  /** In a ledger that books the end of one hold per batch. */
  Refusal bookingOneHoldPerBatch() {
    housekeeping = new LedgerBounds(1, 16, 1_000);
    return this;
  }

  /** What is asked. */
  Refusal when(Function<Town, Command> command) {
    when = command;
    return this;
  }

  /** Sent by this bank, and not by the one of the account. */
  Refusal by(int otherBank) {
    bank = otherBank;
    return this;
  }

  /** Sent with this key. */
  Refusal withKey(long otherKeyId) {
    keyId = otherKeyId;
    return this;
  }

  /** Sent to this shard, and not to the one of the account. */
  Refusal to(int otherShard) {
    shard = otherShard;
    return this;
  }

  /** What the refusal says is left. */
  Refusal left(long amount) {
    amountLeft = town -> amount;
    return this;
  }

  /** When the refusal says that the allowance starts anew. */
  Refusal until(ToLongFunction<Town> millis) {
    resetsAtMillis = millis;
    return this;
  }

  /** What everybody has afterwards. */
  Refusal balances(String expected) {
    balances = expected;
    return this;
  }

  RejectionCode code() {
    return code;
  }

  String balances() {
    return balances;
  }

  @Override
  public String name() {
    return code + ": " + what;
  }

  Town town() {
    Town town = new Town(new LedgerWorld(LedgerWorld.genesis(3), bounds, housekeeping));
    given.accept(town);
    return town;
  }

  Command command(Town town) {
    return when.apply(town);
  }

  int shard(Town town, Command command) {
    return shard >= 0 ? shard : town.world.shardOf(command.routingAccount());
  }

  Outcome execute(Town town, Command command) {
    int sender = bank >= 0 ? bank : cbdc.protocol.AccountNumber.bank(command.routingAccount());
    long key = keyId != 0 ? keyId : LedgerWorld.bankKey(sender).keyId();
    byte[] entry = Batches.of(town.world.nowMillis(), sender, key, java.util.List.of(command));
    return town.world.execute(shard(town, command), entry).getFirst();
  }

  Rejected expected(Town town) {
    return new Rejected(code, amountLeft.applyAsLong(town), resetsAtMillis.applyAsLong(town));
  }
}
