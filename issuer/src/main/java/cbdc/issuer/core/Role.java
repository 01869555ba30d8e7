package cbdc.issuer.core;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a person may do at the issuer's service. Everybody may read orders, banks and supply. */
public enum Role {
  /** Drafts orders, and withdraws them. */
  MAKER,
  /** Approves orders, and withdraws them. */
  APPROVER,
  /** Gives approved orders to the ledger. */
  SUBMITTER,
  /** Reads everything, the audit log too, and changes nothing. */
  AUDITOR;

  /** The role of a word such as {@code maker}, or empty. */
  public static Optional<Role> of(String word) {
    return Stream.of(values()).filter(role -> role.label().equals(word)).findFirst();
  }

  /** The word in files and on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
