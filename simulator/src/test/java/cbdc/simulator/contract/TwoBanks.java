package cbdc.simulator.contract;

import cbdc.issuer.store.PolicyFiles;
import cbdc.protocol.ClientBatchCodec;
import cbdc.protocol.LedgerGenesis;
import cbdc.simulator.system.LocalSystem;
import cbdc.simulator.system.SystemPlan;
import cbdc.simulator.system.SystemPorts;
import cbdc.simulator.system.SystemPurpose;
import cbdc.testkit.ContractCheck;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A running system of two banks: a settlement node, the issuer, two wallet services. */
final class TwoBanks implements AutoCloseable {
  static final int BANK = 1;
  static final int OTHER_BANK = 2;
  static final String DOCUMENT = "cbdc/wallet/api/openapi.yaml";

  private static final long VAULT = 1_000_000_000_000L;
  private static final int CALLER_RATE = 100_000;

  final LocalSystem system;
  final ContractCheck contract = new ContractCheck(document());

  TwoBanks(Path directory) throws InterruptedException {
    system =
        LocalSystem.start(
            new SystemPlan(
                directory,
                Optional.of(1),
                SystemPurpose.RUN,
                Map.of(BANK, VAULT, OTHER_BANK, VAULT),
                PolicyFiles.preset("ecny-2021").policy(),
                LedgerGenesis.DEFAULT_SHARD_COUNT,
                SystemPorts.FREE,
                CALLER_RATE,
                ClientBatchCodec.MAX_COMMANDS,
                Optional.empty()),
            line -> {});
  }

  /** The document as the service has it. */
  static String document() {
    try (InputStream in = TwoBanks.class.getClassLoader().getResourceAsStream(DOCUMENT)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  int port(int bank) {
    return system.wallets().get(bank).port();
  }

  Desk desk(int bank) {
    return new Desk(port(bank), contract, system.directory().operatorToken(bank));
  }

  /** A world in the first bank, and somebody in the second. */
  World world() {
    try (Desk here = desk(BANK);
        Desk there = desk(OTHER_BANK)) {
      return new World(here, there.wallet(0, 1_000).account());
    }
  }

  @Override
  public void close() {
    system.close();
  }
}
