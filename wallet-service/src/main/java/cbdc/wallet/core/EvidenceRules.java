package cbdc.wallet.core;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a holder must have shown for a class. The bank's own duty: the ledger knows classes only.
 *
 * @param required by class number; a class without an entry is not offered by this bank
 */
public record EvidenceRules(Map<Integer, Set<EvidenceKind>> required) {
  public EvidenceRules {
    required = Map.copyOf(required);
  }

  /**
   * As the operators of the digital yuan asked for it in 2021 (People's Bank of China, white paper
   * of July 2021). Class 0, without limits, asks for what class 1 asks for.
   */
  public static EvidenceRules standard() {
    Set<EvidenceKind> inPerson =
        EnumSet.of(
            EvidenceKind.IDENTITY_DOCUMENT, EvidenceKind.BANK_ACCOUNT, EvidenceKind.IN_PERSON);
    return new EvidenceRules(
        Map.of(
            0, inPerson,
            1, inPerson,
            2, EnumSet.of(EvidenceKind.IDENTITY_DOCUMENT, EvidenceKind.BANK_CARD),
            3, EnumSet.of(EvidenceKind.IDENTITY_DOCUMENT),
            4, EnumSet.of(EvidenceKind.PHONE_NUMBER)));
  }

  /** The classes on offer, ascending. */
  public List<Integer> classes() {
    return List.copyOf(new TreeMap<>(required).keySet());
  }

  /**
   * What is still missing for a class, in the order of the kinds; empty when nothing is. No answer
   * when the class is not on offer.
   */
  public Optional<List<EvidenceKind>> missing(int classNumber, Collection<Evidence> shown) {
    Set<EvidenceKind> needed = required.get(classNumber);
    if (needed == null) {
      return Optional.empty();
    }
    EnumSet<EvidenceKind> missing = EnumSet.copyOf(needed);
    shown.forEach(evidence -> missing.remove(evidence.kind()));
    return Optional.of(List.copyOf(missing));
  }
}
