package cbdc.simulator.load;

import cbdc.load.scenario.Scenario.FaultKind;
import cbdc.simulator.http.ApiClient;
import cbdc.simulator.http.WalletClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A system that a load run starts for itself, and stops before it is audited. */
interface OwnSystem extends AutoCloseable {
  /** What there is, for the record. */
  String describe();

  /** Where the wallet service of each bank is. */
  Map<Integer, Access> banks();

  /** Id of the settlement cluster. */
  String cluster();

  /**
   * Lets something fail.
   *
   * @return what exactly, in words
   */
  String inflict(FaultKind kind) throws InterruptedException;

  /** Ends what {@link #inflict} began. */
  String mend(FaultKind kind) throws InterruptedException;

  /** Fails when a part of it ended by itself. */
  void requireAlive();

  /** Process ids, by what runs there. */
  Map<String, Long> processes();

  /** Where each node keeps its journal. */
  List<Path> journals();

  /** Shards of its ledger. */
  int shards();

  /** Stops all of it; what it keeps is on disk then. */
  @Override
  void close();

  /**
   * A bank's wallet service.
   *
   * @param url without a slash at its end
   * @param operatorToken of the bank's own systems
   */
  record Access(String url, String operatorToken) {
    WalletClient client(ApiClient http) {
      return new WalletClient(http, url, operatorToken);
    }
  }
}
