package cbdc.wallet.store;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.CommandId;
import cbdc.wallet.core.IdempotencyKeys;
import cbdc.wallet.store.projection.TestProjection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdempotencyKeysTest {
  private final TestProjection world = new TestProjection(2);
  private final IdempotencyKeys keys = world.store.idempotencyKeys();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void shouldGiveOneCommandToAllWhoRaceWithAKey() {
    List<CommandId> fresh = new ArrayList<>();
    List<CompletableFuture<CommandId>> asked = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      fresh.add(world.feed.id());
      asked.add(keys.commandOf("m", "order-1", fresh.getLast()).toCompletableFuture());
    }

    Set<CommandId> given = asked.stream().map(CompletableFuture::join).collect(Collectors.toSet());
    assertThat(given).hasSize(1);
    assertThat(fresh).containsAll(given);
    assertThat(commandOf("m", "order-1")).isEqualTo(given.iterator().next());
  }

  @Test
  void shouldKeepKeysOfDifferentCallersApart() {
    assertThat(commandOf("m", "order-1")).isNotEqualTo(commandOf("n", "order-1"));
    assertThat(commandOf("m", "order-2")).isNotEqualTo(commandOf("m", "order-1"));
    String longest = "x".repeat(255);
    assertThat(commandOf("m", longest)).isEqualTo(commandOf("m", longest));
  }

  private CommandId commandOf(String caller, String key) {
    return keys.commandOf(caller, key, world.feed.id()).toCompletableFuture().join();
  }
}
