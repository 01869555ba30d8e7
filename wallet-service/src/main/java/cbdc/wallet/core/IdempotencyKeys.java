package cbdc.wallet.core;

import cbdc.protocol.CommandId;
import java.util.concurrent.CompletionStage;

/**
 * Gives each idempotency key that is no command id itself a command id, for ever the same. Stages
 * fail with {@link StoreUnavailable}.
 */
public interface IdempotencyKeys {
  /**
   * The command id of a key: the one that it was given first, or the fresh one.
   *
   * @param caller whose key: keys of different callers have nothing to do with each other
   * @param key 1 to 255 printable ASCII characters
   * @param fresh used if the key is new
   */
  CompletionStage<CommandId> commandOf(String caller, String key, CommandId fresh);
}
