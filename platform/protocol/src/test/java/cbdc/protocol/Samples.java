package cbdc.protocol;

import cbdc.protocol.LimitPolicy.ClassLimits;
import java.util.Arrays;
import java.util.List;

/** One of everything, with fixed values, for golden bytes and round trips. */
final class Samples {
  static final CommandId ID = CommandId.of(1_700_000_000_000L, 0x123, 0x456789);
  static final CommandId HOLD = CommandId.of(1_700_000_000_001L, 0x321, 0x987654);
  static final long PAYER = AccountNumber.of(1, 1_000_001);
  static final long PAYEE = AccountNumber.of(2, 1_000_002);
  static final Text END_TO_END = Text.of("invoice 42");
  static final Text NOTE = Text.of("two coffees ☕");

  private Samples() {}

  static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  static List<Command> commands() {
    return List.of(
        new Command.OpenAccount(ID, PAYER, AccountKind.WALLET, 2),
        new Command.ChangeClass(ID, PAYER, 3),
        new Command.SetStatus(ID, PAYER, AccountStatus.DEBIT_BLOCKED),
        new Command.Pay(ID, PAYER, PAYEE, 1234, Text.EMPTY, Text.EMPTY),
        new Command.Pay(ID, PAYER, PAYEE, 1234, END_TO_END, NOTE),
        new Command.PlaceHold(ID, PAYER, PAYEE, 500, 1_700_000_600_000L, END_TO_END, NOTE),
        new Command.CaptureHold(ID, PAYER, PAYEE, HOLD, 200, END_TO_END, NOTE),
        new Command.ReleaseHold(ID, PAYER, PAYEE, HOLD),
        Command.AskOutcome.ofAnyContent(ID, PAYER),
        new Command.SubmitOrder(
            ID,
            filled(33, 7),
            List.of(new Approval(11, filled(64, 1)), new Approval(12, filled(64, 2)))));
  }

  static List<ChannelMessage> messages() {
    return List.of(
        new ChannelMessage.Transfer(ID, PAYER, PAYEE, 1234, Text.EMPTY, Text.EMPTY),
        new ChannelMessage.Transfer(ID, PAYER, PAYEE, 1234, END_TO_END, NOTE),
        new ChannelMessage.Return(ID, PAYER, 77, 1234, RejectionCode.PAYEE_CLOSED),
        new ChannelMessage.ForwardedOrder(
            ID, filled(33, 7), List.of(new Approval(11, filled(64, 1)))),
        new ChannelMessage.OrderRefusal(ID, 78, RejectionCode.ACCOUNT_UNKNOWN));
  }

  static LimitPolicy policy() {
    return new LimitPolicy(
        8 * 3600,
        List.of(
            new ClassLimits(
                0, LimitPolicy.NONE, LimitPolicy.NONE, LimitPolicy.NONE, LimitPolicy.NONE),
            new ClassLimits(4, 200_000, 500_000, 5_000_000, 1_000_000)));
  }

  static List<PublicKey> keys() {
    return List.of(new PublicKey(21, 1, filled(32, 3)), new PublicKey(22, 2, filled(65, 4)));
  }

  static List<Order> orders() {
    Order.Header bank = new Order.Header(5, 6, 17, 3, 20_000);
    Order.Header system = new Order.Header(5, 6, 0, 4, 20_001);
    return List.of(
        new Order.CreditReserve(bank, 100),
        new Order.Issue(bank, 101),
        new Order.Redeem(bank, 102),
        new Order.SetOfficialStatus(bank, PAYER, AccountStatus.BLOCKED),
        new Order.SetPolicy(system, policy()),
        new Order.SetBank(bank, BankStatus.ACTIVE, 1_000_000, keys()),
        new Order.SetIssuerKeys(system, 2, keys()),
        new Order.SweepSuspense(bank, 9),
        new Order.RaiseRulesVersion(system, 2),
        new Order.ReplaceNode(system, "node-1", "node-4"));
  }

  static LedgerGenesis genesis() {
    return new LedgerGenesis(
        5,
        6,
        16,
        1,
        LedgerGenesis.DEFAULT_ID_WINDOW_MILLIS,
        1_700_000_000_000L,
        2,
        keys(),
        policy());
  }
}
