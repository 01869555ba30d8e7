package cbdc.load.record;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Locale;

/**
 * What the ledger says about a run.
 *
 * @param method how it was asked
 * @param shards of the ledger; 0 where nobody told
 * @param acknowledged requests that move money and were answered as settled
 * @param lost acknowledged ones that the ledger does not have
 * @param doubled ones that it has twice, or though they were refused
 * @param unknownSettled ones without an answer that it has
 * @param unknownNot ones without an answer that it does not have
 * @param conserved whether no money came or went; null where nobody could tell
 * @param stateHash SHA-256 of what every shard executed and came to; equal for equal ledgers; null
 *     where the whole ledger was not asked
 * @param findings what is wrong, in words
 */
public record Audit(
    String method,
    int shards,
    long acknowledged,
    long lost,
    long doubled,
    long unknownSettled,
    long unknownNot,
    Boolean conserved,
    String stateHash,
    List<String> findings) {
  /** Copies the list. */
  public Audit {
    findings = List.copyOf(findings);
  }

  /** Whether nothing is wrong. */
  @JsonIgnore
  public boolean isClean() {
    return lost == 0 && doubled == 0 && !Boolean.FALSE.equals(conserved) && findings.isEmpty();
  }

  /** The line that stands below every run. */
  public String line() {
    return String.format(
        Locale.ROOT, "acknowledged %,d, lost %,d, doubled %,d", acknowledged, lost, doubled);
  }
}
