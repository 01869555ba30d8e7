package cbdc.issuer.api;

import cbdc.issuer.core.People;
import cbdc.issuer.core.Person;
import cbdc.issuer.core.Role;
import cbdc.kit.http.Call;
import cbdc.kit.http.HttpProblem;
import cbdc.kit.http.Operation;
import cbdc.kit.http.Problem;
import cbdc.kit.http.RateLimiter;
import cbdc.kit.http.Reply;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Lets in who has a token of the right role, and nobody too often. */
record Door(People people, RateLimiter rates) {
  /** All who fail to show a token share one rate, which takes nothing from those who can. */
  private static final String STRANGERS = "";

  /** An operation of a person. */
  @FunctionalInterface
  interface ByPerson {
    Future<Reply> handle(Person person, Call call);
  }

  /** The operation, for people with one of these roles only. */
  Operation only(Set<Role> roles, ByPerson operation) {
    return call -> {
      Person person = person(call);
      if (!person.hasOneOf(roles)) {
        throw Problem.of(HttpProblem.FORBIDDEN)
            .detail(person.name() + " is " + words(person.roles()) + "; this needs " + words(roles))
            .toException();
      }
      return operation.handle(person, call);
    };
  }

  private Person person(Call call) {
    Person person = call.bearer().flatMap(people::of).orElse(null);
    rates.acquire(person == null ? STRANGERS : person.name());
    if (person == null) {
      throw Problem.of(HttpProblem.UNAUTHENTICATED)
          .header("WWW-Authenticate", "Bearer")
          .toException();
    }
    return person;
  }

  private static String words(Set<Role> roles) {
    return Arrays.stream(Role.values())
        .filter(roles::contains)
        .map(Role::label)
        .collect(Collectors.joining(" or "));
  }
}
