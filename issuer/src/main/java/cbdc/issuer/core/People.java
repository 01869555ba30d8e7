package cbdc.issuer.core;

import java.util.Optional;

/** Who may use the issuer's service. */
@FunctionalInterface
public interface People {
  /** The person with this token; empty when nobody has it, or it has expired. Never blocks. */
  Optional<Person> of(String token);
}
