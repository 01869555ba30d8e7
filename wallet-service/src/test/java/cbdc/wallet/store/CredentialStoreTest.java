package cbdc.wallet.store;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.wallet.core.ApiKeyRecord;
import cbdc.wallet.core.CredentialStore;
import cbdc.wallet.core.Scope;
import cbdc.wallet.store.projection.TestProjection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CredentialStoreTest {
  private final TestProjection world = new TestProjection(2);
  private final CredentialStore credentials = world.store.credentials();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void shouldKeepKeysUntilTheirMerchantRevokesThem() {
    ApiKeyRecord till = key(1, 11, "till", Set.of(Scope.READ, Scope.REFUND));
    ApiKeyRecord web = key(2, 11, "web", Set.of());
    ApiKeyRecord other = key(3, 12, "other", Set.of(Scope.PAY));
    List.of(till, web, other).forEach(key -> get(credentials.addKey(key)));

    assertThat(get(credentials.revokeKey(12, till.id(), 50))).as("not its merchant").isNull();
    ApiKeyRecord revoked = get(credentials.revokeKey(11, till.id(), 60));
    assertThat(revoked.revokedMillis()).isEqualTo(60);
    assertThat(get(credentials.revokeKey(11, till.id(), 70)).revokedMillis()).isEqualTo(60);

    List<ApiKeyRecord> keys = get(credentials.keys(11));
    assertThat(keys).extracting(ApiKeyRecord::label).containsExactly("till", "web");
    assertThat(keys.getFirst().scopes()).isEqualTo(till.scopes());
    assertThat(keys.getFirst().hash()).isEqualTo(till.hash());
    assertThat(get(credentials.validKeys()))
        .extracting(ApiKeyRecord::label)
        .containsExactly("web", "other");
  }

  @Test
  void shouldKeepTheLatestRevocationOfTokens() {
    get(credentials.revokeTokens(5, 100));
    get(credentials.revokeTokens(5, 90));
    get(credentials.revokeTokens(6, 10));

    assertThat(get(credentials.revokedTokens())).isEqualTo(Map.of(5L, 100L, 6L, 10L));
  }

  private static ApiKeyRecord key(int number, long merchant, String label, Set<Scope> scopes) {
    byte[] hash = new byte[32];
    hash[0] = (byte) number;
    return new ApiKeyRecord(new UUID(0, number), merchant, label, scopes, hash, number, 0);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
