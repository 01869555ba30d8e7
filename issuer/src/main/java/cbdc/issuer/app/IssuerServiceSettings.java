package cbdc.issuer.app;

import cbdc.crypto.SigningKey;
import cbdc.issuer.core.ClusterId;
import cbdc.kit.config.HostPort;
import cbdc.kit.db.DatabaseSettings;
import cbdc.settlement.client.transport.TransportConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What the issuer's service goes by.
 *
 * @param cluster the cluster that orders are for
 * @param transport where its nodes are found
 * @param key signs what the service sends to the ledger: a key that bank 0 was given, never one of
 *     the issuer's
 * @param patience how long to wait for the ledger
 * @param makerMayApprove whether who made an order may also approve it
 * @param http where the service listens; port 0 takes a free one
 * @param management where health and metrics are; port 0 takes a free one
 * @param database a PostgreSQL server, or empty for one of the service's own
 * @param folder where the own server keeps its data
 * @param tokens file with the hashes of people's tokens
 * @param supplyEvery how often the supply is read
 * @param supplyKept how long its samples are kept
 * @param requestsPerSecond how often each person may ask
 */
public record IssuerServiceSettings(
    ClusterId cluster,
    TransportConfig transport,
    SigningKey key,
    Duration patience,
    boolean makerMayApprove,
    HostPort http,
    HostPort management,
    Optional<DatabaseSettings> database,
    Path folder,
    Path tokens,
    Duration supplyEvery,
    Duration supplyKept,
    int requestsPerSecond) {}
