package cbdc.simulator.system;

import cbdc.protocol.LimitPolicy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a system is made of.
 *
 * @param directory where it keeps everything
 * @param nodes settlement nodes, or empty for one, or for as many as the system was made with
 * @param purpose what it is for
 * @param vaults how much each bank's vault is to have been given in all by signed orders, minor
 *     units, by bank code
 * @param policy limits of a new ledger
 * @param shards of a new ledger; the same whenever the system is started again
 * @param callerRate requests a second of each holder and merchant
 * @param batchCommands most commands of one shard that a wallet service sends to a node at once
 * @param acceptedStamp the operator's answer to a lone node's question about its clock
 */
public record SystemPlan(
    Path directory,
    Optional<Integer> nodes,
    SystemPurpose purpose,
    Map<Integer, Long> vaults,
    LimitPolicy policy,
    int shards,
    SystemPorts ports,
    int callerRate,
    int batchCommands,
    Optional<Instant> acceptedStamp) {
  public SystemPlan {
    vaults = Map.copyOf(vaults);
  }

  /** Codes of the banks, ascending. */
  public List<Integer> banks() {
    return vaults.keySet().stream().sorted().toList();
  }
}
