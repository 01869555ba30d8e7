package cbdc.simulator.contract;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.CommandId;
import cbdc.protocol.LedgerGenesis;
import cbdc.simulator.contract.Desk.Held;
import cbdc.simulator.contract.Desk.Party;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** For an operation and a code, a request that a healthy service refuses so. */
final class Refusals {
  /** Of class 4: single payment, day, balance; minor units. */
  private static final long SINGLE = 200_000;

  private static final long DAY = 500_000;
  private static final long BALANCE = 1_000_000;

  /** How long the ledger remembers an id. */
  static final long WINDOW_MILLIS = LedgerGenesis.DEFAULT_ID_WINDOW_MILLIS;

  private static final String SYSTEM_ACCOUNT =
      AccountNumber.format(AccountNumber.of(TwoBanks.BANK, 400_000));
  private static final String RESERVE = AccountNumber.format(AccountNumber.reserve(TwoBanks.BANK));
  static final String VAULT = AccountNumber.format(AccountNumber.vault(TwoBanks.BANK));
  static final String NOBODY =
      AccountNumber.format(AccountNumber.of(TwoBanks.BANK, 77_777_777_777L));

  /** A request that is refused; may make first what it needs. */
  @FunctionalInterface
  interface Refused {
    Ask ask() throws Exception;
  }

  private final Desk desk;
  private final World world;
  private final Orders orders;
  private final String payOnlyKey;
  private final Held gone;

  /** By code, for every operation that declares it. */
  private final Map<String, java.util.function.UnaryOperator<Ask>> general = new HashMap<>();

  /** By operation and code. */
  private final Map<String, Refused> special = new HashMap<>();

  Refusals(Desk desk, World world, Orders orders) {
    this.desk = desk;
    this.world = world;
    this.orders = orders;
    payOnlyKey = desk.apiKey(world.merchant.account(), "\"pay\"");
    gone = desk.held(world.payer, world.merchant.account(), 1, Instant.now().plusMillis(300));
    general.putAll(FormRefusals.all());
    ofCallers();
    ofKeys();
    ofPaths();
    ofCustomers();
    ofPayers();
    ofPayees();
    ofHolds();
    ofRefunds();
  }

  /** Those that are of one operation only. */
  Map<String, Refused> special() {
    return Map.copyOf(special);
  }

  /** The request for an operation's code, or null where there is none. */
  Refused of(String operation, String code) {
    Refused one = special.get(operation + " " + code);
    return one != null || !general.containsKey(code)
        ? one
        : () -> general.get(code).apply(world.valid(operation, desk));
  }

  private void ofCallers() {
    general.put("UNAUTHENTICATED", ask -> ask.without("Authorization"));
    general.put("TOKEN_EXPIRED", ask -> ask.by(gone.token()));
    general.put("FORBIDDEN", ask -> ask.by(payOnlyKey));
    general.put(
        "FOREIGN_ACCOUNT", ask -> FormRefusals.account(ask, world.foreign).by(desk.operator()));
    general.put(
        "ACCOUNT_INVALID", ask -> FormRefusals.account(ask, SYSTEM_ACCOUNT).by(desk.operator()));
    general.put(
        "ACCOUNT_KIND_NOT_ALLOWED", ask -> FormRefusals.account(ask, RESERVE).by(desk.operator()));
    special.put("pay ACCOUNT_KIND_NOT_ALLOWED", () -> Desk.payAsk(world.payer, RESERVE, 1));
    special.put("placeHold ACCOUNT_KIND_NOT_ALLOWED", () -> hold(world.payer, RESERVE, 1));
    for (String operation : List.of("cashIn", "cashOut")) {
      special.put(
          operation + " SAME_ACCOUNT",
          () -> FormRefusals.account(world.valid(operation, desk), VAULT).by(desk.operator()));
    }
    special.put(
        "cashIn OFFICIALLY_BLOCKED",
        () -> {
          orders.block(VAULT);
          return world.valid("cashIn", desk);
        });
    special.put(
        "cashOut PAYEE_BLOCKED",
        () -> {
          orders.block(VAULT);
          return world.valid("cashOut", desk);
        });
    for (String code : List.of("ACCOUNT_INVALID", "ACCOUNT_KIND_NOT_ALLOWED")) {
      String account = code.equals("ACCOUNT_INVALID") ? SYSTEM_ACCOUNT : VAULT;
      for (String operation : List.of("captureHold", "releaseHold")) {
        special.put(operation + " " + code, () -> byMerchant(operation, account));
      }
    }
    for (String operation : List.of("captureHold", "releaseHold")) {
      special.put(operation + " FOREIGN_ACCOUNT", () -> byMerchant(operation, world.foreign));
      special.put(operation + " ACCOUNT_UNKNOWN", () -> byMerchant(operation, NOBODY));
      special.put(
          operation + " HOLD_NOT_FOUND",
          () -> {
            Ask ask = world.valid(operation, desk);
            return ask.at(ask.path().replace(holdIn(ask), "x"));
          });
    }
  }

  /** A capture or release under the merchant's key, from another payer. */
  private Ask byMerchant(String operation, String payer) {
    Ask ask = world.valid(operation, desk);
    return ask.bytes(ask.body().replace(world.payer.account(), payer)).by(world.merchant.token());
  }

  private static String holdIn(Ask ask) {
    return ask.path().split("/", -1)[3];
  }

  private void ofKeys() {
    general.put("ID_IN_FUTURE", ask -> ask.key(keyOf(System.currentTimeMillis() + 60_000)));
    general.put(
        "ID_EXPIRED", ask -> ask.key(keyOf(System.currentTimeMillis() - 30 * WINDOW_MILLIS)));
    general.put("IDEMPOTENCY_KEY_REUSED", this::usedKey);
    special.put(
        "closeAccount IDEMPOTENCY_KEY_REUSED",
        () -> {
          Ask first = world.valid("setStatus", desk);
          desk.done(first);
          return World.closeAsk(desk, first.path().split("/", -1)[3])
              .key(first.headers().get("Idempotency-Key"));
        });
    special.put(
        "releaseHold IDEMPOTENCY_KEY_REUSED",
        () -> {
          Ask pay = world.valid("pay", desk);
          desk.done(pay);
          return world.valid("releaseHold", desk).key(pay.headers().get("Idempotency-Key"));
        });
    special.put(
        "openMerchant IDEMPOTENCY_KEY_REUSED",
        () -> {
          Ask open = world.valid("openMerchant", desk);
          desk.done(open);
          return open.json("{\"name\":\"another\"}");
        });
    for (String operation : List.of("openWallet", "openMerchant")) {
      special.put(operation + " ID_EXPIRED", () -> expired(operation));
    }
  }

  /**
   * The account's number is drawn by lot: its shard must have a history for an id to be too old.
   */
  private Ask expired(String operation) {
    while (true) {
      Ask ask = general.get("ID_EXPIRED").apply(world.valid(operation, desk));
      if (Desk.json(desk.send(ask)).path("code").asText().equals("ID_EXPIRED")) {
        return ask;
      }
    }
  }

  private Ask usedKey(Ask ask) {
    desk.done(ask);
    return ask.bytes(
        ask.body()
            .replaceFirst("\"amount\":[0-9]+", "\"amount\":2")
            .replaceFirst("\"class\":[0-9]+", "\"class\":" + (ask.path().endsWith("class") ? 4 : 2))
            .replaceFirst("\"reference\":\"f\"", "\"reference\":\"g\"")
            .replace("\"blocked\"", "\"debit_blocked\""));
  }

  static String keyOf(long millis) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return CommandId.of(millis, random.nextLong(), random.nextLong()).toString();
  }

  private void ofPaths() {
    String unknown = keyOf(System.currentTimeMillis() - 600_000);
    general.put("PAYMENT_NOT_FOUND", ask -> ask.at(ask.path().replace(world.payment, unknown)));
    general.put("HOLD_NOT_FOUND", ask -> ask.at(ask.path().replace(world.hold.id(), unknown)));
    general.put("ACCOUNT_NOT_FOUND", ask -> FormRefusals.account(ask, NOBODY).by(desk.operator()));
    general.put("API_KEY_NOT_FOUND", ask -> ask.at(ask.path().replaceFirst("[^/]*$", unknown)));
  }

  private void ofCustomers() {
    general.put(
        "CLASS_UNKNOWN",
        ask -> ask.bytes(ask.body().replaceFirst("\"class\":[0-9]+", "\"class\":31")));
    special.put(
        "openMerchant CLASS_UNKNOWN",
        () -> world.valid("openMerchant", desk).json("{\"name\":\"m\",\"class\":31}"));
    special.putAll(EvidenceRefusals.all(desk));
    special.put(
        "changeClass ACCOUNT_UNKNOWN", () -> World.classAsk(desk, desk.ghost().account(), 3));
    for (String code : List.of("ACCOUNT_UNKNOWN", "ACCOUNT_CLOSED", "ACCOUNT_NOT_EMPTY")) {
      special.put("closeAccount " + code, () -> World.closeAsk(desk, party(code).account()));
      special.put(
          "setStatus " + code, () -> World.statusAsk(desk, party(code).account(), "blocked"));
    }
    special.remove("setStatus ACCOUNT_NOT_EMPTY");
    special.put(
        "changeClass ACCOUNT_CLOSED", () -> World.classAsk(desk, desk.closedWallet().account(), 3));
  }

  /** Somebody whose payments are refused with a code. */
  private Party party(String code) throws Exception {
    return switch (code) {
      case "ACCOUNT_UNKNOWN" -> desk.ghost();
      case "ACCOUNT_CLOSED" -> desk.closedWallet();
      case "ACCOUNT_BLOCKED" -> {
        Party blocked = desk.wallet(4, 10);
        desk.setStatus(blocked.account(), "blocked");
        yield blocked;
      }
      case "OFFICIALLY_BLOCKED" -> {
        Party blocked = desk.wallet(4, 10);
        orders.block(blocked.account());
        yield blocked;
      }
      case "LIMIT_DAILY" -> {
        Party spent = desk.wallet(4, BALANCE);
        for (long paid = 0; paid + SINGLE <= DAY; paid += SINGLE) {
          desk.paid(spent, world.merchant.account(), SINGLE);
        }
        yield spent;
      }
      case "INSUFFICIENT_FUNDS" -> desk.wallet(4, 0);
      default -> desk.wallet(4, BALANCE);
    };
  }

  private void ofPayers() {
    for (String code :
        List.of(
            "ACCOUNT_UNKNOWN",
            "ACCOUNT_CLOSED",
            "ACCOUNT_BLOCKED",
            "OFFICIALLY_BLOCKED",
            "LIMIT_SINGLE",
            "LIMIT_DAILY",
            "INSUFFICIENT_FUNDS")) {
      long amount =
          switch (code) {
            case "LIMIT_SINGLE" -> SINGLE + 1;
            case "LIMIT_DAILY" -> SINGLE;
            default -> 1;
          };
      String payee = world.merchant.account();
      special.put("pay " + code, () -> Desk.payAsk(party(code), payee, amount));
      special.put("placeHold " + code, () -> hold(party(code), payee, amount));
      special.put("cashOut " + code, () -> cash("cash-outs", party(code), amount));
    }
    special.put("pay SAME_ACCOUNT", () -> Desk.payAsk(world.payer, world.payer.account(), 1));
    special.put("placeHold SAME_ACCOUNT", () -> hold(world.payer, world.payer.account(), 1));
    special.put(
        "cashIn INSUFFICIENT_FUNDS", () -> cash("cash-ins", world.payer, Long.MAX_VALUE / 2));
    special.put(
        "placeHold EXPIRY_INVALID",
        () -> Desk.holdAsk(world.payer, world.foreign, 1, Instant.now().minusSeconds(1)));
  }

  private void ofPayees() {
    for (String code :
        List.of("PAYEE_UNKNOWN", "PAYEE_CLOSED", "PAYEE_BLOCKED", "PAYEE_BALANCE_LIMIT")) {
      special.put("pay " + code, () -> Desk.payAsk(world.payer, payee(code).account(), 1));
      special.put("cashIn " + code, () -> cash("cash-ins", payee(code), 1));
      special.put("placeHold " + code, () -> hold(world.payer, payee(code, true).account(), 1));
      special.put(
          "captureHold " + code,
          () -> {
            String payee = payee(code, false).account();
            Held held = desk.held(world.payer, payee, 5);
            return World.captureAsk(held, world.payer.account(), payee, 1);
          });
      special.put(
          "refundPayment " + code,
          () -> {
            Party payer = desk.wallet(4, 10);
            Ask refund = paidRefund(world.merchant, payer, 10);
            spoil(payer, code);
            return refund;
          });
    }
    special.remove("refundPayment PAYEE_UNKNOWN");
    special.remove("placeHold PAYEE_BALANCE_LIMIT");
  }

  private Party payee(String code) {
    Party party = code.equals("PAYEE_UNKNOWN") ? new Party(NOBODY, "") : desk.wallet(4, 0);
    spoil(party, code);
    return party;
  }

  /** A payee whom the payer's shard keeps itself, and so knows at once, or one whom it does not. */
  private Party payee(String code, boolean isNear) {
    for (long serial = 5_000_000; ; serial++) {
      Party party =
          code.equals("PAYEE_UNKNOWN")
              ? new Party(AccountNumber.format(AccountNumber.of(TwoBanks.BANK, serial)), "")
              : desk.wallet(4, 0);
      if ((shard(party.account()) == shard(world.payer.account())) == isNear) {
        spoil(party, code);
        return party;
      }
    }
  }

  private static int shard(String account) {
    return AccountNumber.shard(AccountNumber.parse(account), LedgerGenesis.DEFAULT_SHARD_COUNT);
  }

  private void spoil(Party party, String code) {
    switch (code) {
      case "PAYEE_CLOSED", "ACCOUNT_CLOSED" -> desk.close(party.account());
      case "PAYEE_BLOCKED", "ACCOUNT_BLOCKED" -> desk.setStatus(party.account(), "blocked");
      case "PAYEE_BALANCE_LIMIT" -> desk.cashIn(party.account(), BALANCE);
      default -> {}
    }
  }

  private void ofHolds() {
    special.put(
        "releaseHold FORBIDDEN",
        () -> {
          Held held = desk.held(world.payer, world.merchant.account(), 3);
          return world.releaseAsk(held, world.merchant).by(held.token());
        });
    for (String operation : List.of("captureHold", "releaseHold")) {
      special.put(
          operation + " HOLD_UNKNOWN",
          () -> {
            Ask ask = world.valid(operation, desk);
            String unknown = keyOf(System.currentTimeMillis());
            return ask.at(ask.path().replace(holdIn(ask), unknown)).by(world.merchant.token());
          });
    }
    special.put(
        "captureHold CAPTURE_OVER_HOLD",
        () -> world.captureAsk(desk.held(world.payer, world.merchant.account(), 2), 3));
    special.put(
        "captureHold ACCOUNT_CLOSED",
        () -> byMerchant("captureHold", desk.closedWallet().account()));
    for (String code : List.of("ACCOUNT_BLOCKED", "OFFICIALLY_BLOCKED")) {
      special.put(
          "captureHold " + code,
          () -> {
            Party payer = desk.wallet(4, 100);
            Held held = desk.held(payer, world.merchant.account(), 5);
            if (code.equals("ACCOUNT_BLOCKED")) {
              desk.setStatus(payer.account(), "blocked");
            } else {
              orders.block(payer.account());
            }
            return World.captureAsk(held, payer.account(), world.merchant.account(), 1);
          });
    }
  }

  private void ofRefunds() {
    special.put(
        "refundPayment LIMIT_SINGLE", () -> paidRefund(desk.merchant(4), world.payer, SINGLE + 1));
    special.put(
        "refundPayment LIMIT_DAILY",
        () -> {
          Party merchant = desk.merchant(4);
          String payment = desk.paid(world.payer, merchant.account(), BALANCE);
          for (long refunded = 0; refunded + SINGLE <= DAY; refunded += SINGLE) {
            desk.done(World.refundAsk(merchant, payment, SINGLE));
          }
          return World.refundAsk(merchant, payment, SINGLE);
        });
    special.put(
        "refundPayment REFUND_OVER_REST", () -> paidRefund(world.merchant, world.payer, 5, 6));
    special.put(
        "refundPayment NOT_REFUNDABLE",
        () -> {
          JsonNode in =
              desk.done(
                  Ask.post("/v1/cash-ins", desk.operator())
                      .key(Desk.newKey())
                      .json(Desk.cash(world.merchant.account(), 5)));
          return world.refundAsk(in.path("id").asText(), 1);
        });
    for (String code :
        List.of("ACCOUNT_CLOSED", "ACCOUNT_BLOCKED", "OFFICIALLY_BLOCKED", "INSUFFICIENT_FUNDS")) {
      special.put(
          "refundPayment " + code,
          () -> {
            Party merchant = desk.merchant();
            Ask refund = paidRefund(merchant, world.payer, 5);
            if (code.equals("OFFICIALLY_BLOCKED")) {
              orders.block(merchant.account());
            } else if (!code.equals("ACCOUNT_BLOCKED")) {
              desk.paid(merchant, world.payer.account(), 5);
            }
            spoil(merchant, code);
            return refund;
          });
    }
  }

  private Ask paidRefund(Party merchant, Party payer, long amount) {
    return paidRefund(merchant, payer, amount, amount);
  }

  private Ask paidRefund(Party merchant, Party payer, long paid, long refunded) {
    return World.refundAsk(merchant, desk.paid(payer, merchant.account(), paid), refunded);
  }

  private static Ask hold(Party payer, String payee, long amount) {
    return Desk.holdAsk(payer, payee, amount, Instant.now().plusSeconds(3_600));
  }

  private Ask cash(String way, Party party, long amount) {
    return Ask.post("/v1/" + way, way.equals("cash-ins") ? desk.operator() : party.token())
        .key(Desk.newKey())
        .json(Desk.cash(party.account(), amount));
  }
}
