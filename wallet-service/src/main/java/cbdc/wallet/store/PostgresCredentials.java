package cbdc.wallet.store;

import cbdc.wallet.core.ApiKeyRecord;
import cbdc.wallet.core.CredentialStore;
import cbdc.wallet.core.Scope;
import cbdc.wallet.store.projection.Texts;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** API keys and revoked tokens. */
final class PostgresCredentials implements CredentialStore {
  private static final String INSERT =
      """
      INSERT INTO api_key (id, merchant, label, scopes, hash, created_millis, revoked_millis)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """;
  private static final String SELECT =
      "SELECT id, merchant, label, scopes, hash, created_millis, revoked_millis FROM api_key ";
  private static final String REVOKE =
      """
      UPDATE api_key SET revoked_millis = CASE revoked_millis WHEN 0 THEN ? ELSE revoked_millis END
      WHERE merchant = ? AND id = ?
      RETURNING id, merchant, label, scopes, hash, created_millis, revoked_millis
      """;
  private static final String REVOKE_TOKENS =
      """
      INSERT INTO token_revocation AS r (account, made_until_millis) VALUES (?, ?)
      ON CONFLICT (account) DO UPDATE SET made_until_millis = GREATEST(r.made_until_millis, EXCLUDED.made_until_millis)
      """;

  private final Stages stages;

  PostgresCredentials(Stages stages) {
    this.stages = stages;
  }

  @Override
  public CompletionStage<Void> addKey(ApiKeyRecord key) {
    return stages.run(
        connection -> {
          Object[] scopes = key.scopes().stream().map(Scope::name).sorted().toArray();
          try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setObject(1, key.id());
            insert.setLong(2, key.merchant());
            insert.setString(3, Texts.storable(key.label()));
            insert.setArray(4, connection.createArrayOf("text", scopes));
            insert.setBytes(5, key.hash());
            insert.setLong(6, key.createdMillis());
            insert.setLong(7, key.revokedMillis());
            insert.executeUpdate();
            return null;
          }
        });
  }

  @Override
  public CompletionStage<ApiKeyRecord> revokeKey(long merchant, UUID key, long nowMillis) {
    return stages.run(
        connection -> {
          try (PreparedStatement revoke = connection.prepareStatement(REVOKE)) {
            revoke.setLong(1, nowMillis);
            revoke.setLong(2, merchant);
            revoke.setObject(3, key);
            return Rows.first(revoke, PostgresCredentials::key).orElse(null);
          }
        });
  }

  @Override
  public CompletionStage<List<ApiKeyRecord>> keys(long merchant) {
    return stages.run(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(SELECT + "WHERE merchant = ? ORDER BY listed")) {
            select.setLong(1, merchant);
            return Rows.list(select, PostgresCredentials::key);
          }
        });
  }

  @Override
  public CompletionStage<List<ApiKeyRecord>> validKeys() {
    return stages.run(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(SELECT + "WHERE revoked_millis = 0 ORDER BY listed")) {
            return Rows.list(select, PostgresCredentials::key);
          }
        });
  }

  @Override
  public CompletionStage<Void> revokeTokens(long account, long madeUntilMillis) {
    return stages.run(
        connection -> {
          try (PreparedStatement revoke = connection.prepareStatement(REVOKE_TOKENS)) {
            revoke.setLong(1, account);
            revoke.setLong(2, madeUntilMillis);
            revoke.executeUpdate();
            return null;
          }
        });
  }

  @Override
  public CompletionStage<Map<Long, Long>> revokedTokens() {
    return stages.run(
        connection -> {
          Map<Long, Long> revoked = new HashMap<>();
          try (PreparedStatement select =
                  connection.prepareStatement(
                      "SELECT account, made_until_millis FROM token_revocation");
              ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
              revoked.put(rows.getLong(1), rows.getLong(2));
            }
          }
          return revoked;
        });
  }

  private static ApiKeyRecord key(ResultSet row) throws SQLException {
    Set<Scope> scopes =
        Arrays.stream((String[]) row.getArray("scopes").getArray())
            .map(Scope::valueOf)
            .collect(Collectors.toSet());
    return new ApiKeyRecord(
        row.getObject("id", UUID.class),
        row.getLong("merchant"),
        row.getString("label"),
        scopes,
        row.getBytes("hash"),
        row.getLong("created_millis"),
        row.getLong("revoked_millis"));
  }
}
