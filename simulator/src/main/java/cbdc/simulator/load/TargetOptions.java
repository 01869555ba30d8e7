package cbdc.simulator.load;

import cbdc.crypto.KeyFileException;
import cbdc.crypto.PrivateFiles;
import cbdc.load.wallets.WalletTargets;
import cbdc.simulator.console.CommandFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** The options that say what to load. */
final class TargetOptions {
  @Option(
      names = "--run",
      paramLabel = "FILE",
      description =
          "Load a running system: what './cbdc run' wrote, run.json in its data directory (default: a system of its own).")
  private Path run;

  @Option(
      names = "--target",
      paramLabel = "URL",
      description =
          "Load a running wallet service, in which the run opens its own wallets and merchants; once for each bank of one ledger.")
  private List<String> urls = List.of();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "File whose first line is an operator token of that service; once for each --target, in their sequence.")
  private List<Path> tokenFiles = List.of();

  @Option(
      names = "--i-own-this-target",
      description =
          "Load may leave this machine: you own the system, and those between you and it know.")
  private boolean isOwn;

  /** Whether load may leave this machine. */
  boolean isOwn() {
    return isOwn;
  }

  /** Whether something is loaded that runs already. */
  boolean isElsewhere() {
    return run != null || !urls.isEmpty();
  }

  /**
   * What to load; services are asked whether they may be.
   *
   * @throws CommandFailure with one line, when it cannot or must not be loaded
   */
  LoadTarget read() throws InterruptedException {
    if (run != null && !urls.isEmpty()) {
      throw CommandFailure.usage("--target: expected without --run");
    }
    if (urls.size() != tokenFiles.size()) {
      throw CommandFailure.usage(
          "--token-file: expected one for each --target, "
              + urls.size()
              + ", but got "
              + tokenFiles.size());
    }
    if (run != null) {
      return new LoadTarget.Running(run);
    }
    return urls.isEmpty() ? new LoadTarget.Own() : services();
  }

  private LoadTarget services() throws InterruptedException {
    List<String> allowed = new ArrayList<>();
    try {
      urls.forEach(url -> allowed.add(WalletTargets.requireAllowed(url, isOwn)));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--target: " + e.getMessage());
    }
    List<String> tokens = tokenFiles.stream().map(TargetOptions::token).toList();
    List<WalletTargets.Service> services;
    try {
      services = WalletTargets.require(allowed, InstantSource.system());
    } catch (IllegalArgumentException e) {
      throw CommandFailure.failed("--target: " + e.getMessage(), e);
    }
    Map<Integer, OwnSystem.Access> banks = new TreeMap<>();
    for (int i = 0; i < services.size(); i++) {
      WalletTargets.Service service = services.get(i);
      if (banks.put(service.bank(), new OwnSystem.Access(service.url(), tokens.get(i))) != null) {
        throw CommandFailure.usage(
            "--target: " + service.url() + " is of bank " + service.bank() + " as another is");
      }
    }
    return new LoadTarget.Services(services.getFirst().cluster(), banks);
  }

  private static String token(Path file) {
    try {
      return new String(PrivateFiles.read(file, "--token-file"), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .findFirst()
          .orElseThrow(() -> CommandFailure.usage("--token-file: " + file + " holds no token"));
    } catch (KeyFileException e) {
      throw CommandFailure.usage(e.getMessage());
    }
  }
}
