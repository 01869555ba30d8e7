package cbdc.issuer.core;

import cbdc.protocol.LimitPolicy;
import java.util.Map;

/**
 * A limit policy with what people know about it; the ledger keeps the numbers only.
 *
 * @param name name, for example {@code ecny-2021}
 * @param source where its numbers come from
 * @param policy the numbers
 * @param classNames for people: what each class is
 */
public record NamedPolicy(
    String name, String source, LimitPolicy policy, Map<Integer, String> classNames) {
  public NamedPolicy {
    classNames = Map.copyOf(classNames);
  }
}
