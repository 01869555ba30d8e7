package cbdc.settlement.ledger.decide;

import cbdc.protocol.ChannelMessage;
import cbdc.protocol.ChannelMessage.Transfer;
import cbdc.protocol.Command;
import cbdc.protocol.Command.Pay;
import cbdc.settlement.ledger.state.AccountsView;
import java.util.List;

/**
 * Fetches the accounts of commands to come into the processor's caches. Among millions of accounts
 * a payment spends most of its time waiting for memory; waits that do not depend on each other pass
 * together. Changes nothing and decides nothing.
 */
public final class Foresight {
  private final AccountsView accounts;
  private long touched;

  Foresight(AccountsView accounts) {
    this.accounts = accounts;
  }

  /** Fetches what the first {@code length} commands will need. */
  public void fetch(Command[] commands, int length) {
    long sum = touched;
    for (int i = 0; i < length; i++) {
      if (commands[i] instanceof Pay pay) {
        sum += accounts.touchIndex(pay.payer());
        sum += accounts.touchIndex(pay.payee());
      }
    }
    for (int i = 0; i < length; i++) {
      if (commands[i] instanceof Pay pay) {
        sum += accounts.touchRow(pay.payer());
        sum += accounts.touchRow(pay.payee());
      }
    }
    // Kept, so that no compiler finds the reads above superfluous.
    touched = sum;
  }

  /** Fetches what these messages will need. */
  public void fetch(List<ChannelMessage> messages) {
    long sum = touched;
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i) instanceof Transfer transfer) {
        sum += accounts.touchIndex(transfer.payee());
      }
    }
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i) instanceof Transfer transfer) {
        sum += accounts.touchRow(transfer.payee());
      }
    }
    touched = sum;
  }
}
