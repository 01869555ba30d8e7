package cbdc.issuer.core;

import java.util.Set;

/**
 * Somebody whom the issuer's service knows by a token.
 *
 * @param name unique among the issuer's people; stands in orders and in the audit log
 * @param roles what this person may do
 */
public record Person(String name, Set<Role> roles) {
  public Person {
    roles = Set.copyOf(roles);
  }

  /** Whether one of these roles is this person's. */
  public boolean hasOneOf(Set<Role> wanted) {
    return wanted.stream().anyMatch(roles::contains);
  }
}
