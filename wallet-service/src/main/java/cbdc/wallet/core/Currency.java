package cbdc.wallet.core;

/** The currency's name at the edge; inside there is only one. */
public final class Currency {
  /** X for "of no country" (ISO 4217), DU for digital unit. */
  public static final String CODE = "XDU";

  private Currency() {}
}
