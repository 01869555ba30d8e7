package cbdc.wallet.core;

import cbdc.protocol.CommandId;
import java.util.Set;
import java.util.UUID;

/** Who sends a request, as its bearer token says. */
public sealed interface Caller {
  /**
   * Names the caller where its requests are told apart from others': rate limits and idempotency
   * keys. Never logged.
   */
  String name();

  /** The bank's own staff and systems. */
  record Operator() implements Caller {
    /** The only value there is to have. */
    public static final Operator INSTANCE = new Operator();

    @Override
    public String name() {
      return "operator";
    }
  }

  /** Who holds a wallet. */
  record Holder(long account) implements Caller {
    @Override
    public String name() {
      return "wallet-" + account;
    }
  }

  /** A merchant's machine. */
  record Merchant(long account, Set<Scope> scopes, UUID key) implements Caller {
    public Merchant {
      scopes = Set.copyOf(scopes);
    }

    @Override
    public String name() {
      return "merchant-" + account;
    }
  }

  /** Whoever the payer gave the token of a hold to. */
  record Capturer(CommandId hold, long payer, long payee) implements Caller {
    @Override
    public String name() {
      return "hold-" + hold;
    }
  }
}
