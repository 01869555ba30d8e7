/**
 * A service's PostgreSQL: transactions on bounded threads, migrations, and a server of our own
 * where the operator names no other.
 *
 * <p>{@link cbdc.kit.db.Database} never makes its caller wait for a database that is away: it says
 * so at once and looks for it in the background. {@link cbdc.kit.db.EmbeddedPostgres} keeps its
 * data. HikariCP, Flyway, the driver and the server's binaries are known to this package only. It
 * knows no table and no money.
 */
package cbdc.kit.db;
