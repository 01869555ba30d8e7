package cbdc.wallet.core;

import cbdc.protocol.CommandId;
import java.util.Objects;

/**
 * Which payment. A shard never executes an id twice, but two shards may each execute one: two
 * payers can choose the same id. So an id counts within the payer's shard.
 *
 * @param shard the payer's
 * @param id the command that paid
 */
public record PaymentKey(int shard, CommandId id) {
  public PaymentKey {
    Objects.requireNonNull(id, "id");
  }
}
