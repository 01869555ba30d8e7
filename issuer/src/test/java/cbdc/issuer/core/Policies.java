package cbdc.issuer.core;

import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import java.util.List;

/** Policies of the issuer's tests. */
public final class Policies {
  public static final LimitPolicy SOME =
      new LimitPolicy(
          8 * 3600,
          List.of(
              new ClassLimits(
                  0, LimitPolicy.NONE, LimitPolicy.NONE, LimitPolicy.NONE, LimitPolicy.NONE),
              new ClassLimits(4, 200_000, 500_000, 5_000_000, 1_000_000)));

  private Policies() {}
}
