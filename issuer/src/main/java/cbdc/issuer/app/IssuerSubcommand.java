package cbdc.issuer.app;

import cbdc.crypto.KeyFileException;
import cbdc.crypto.SigningKey;
import cbdc.issuer.core.ClusterId;
import cbdc.issuer.core.CommandIds;
import cbdc.issuer.core.DeskAnswer;
import cbdc.issuer.core.DeskRule;
import cbdc.issuer.core.OrderDesk;
import cbdc.issuer.store.FileFault;
import cbdc.issuer.store.FileOrderBook;
import cbdc.kit.config.ConfigException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * What the issuer's commands share: their surroundings, the order desk, the ledger, and how
 * failures are told in one line.
 */
abstract class IssuerSubcommand implements Callable<Integer> {
  /** What a command does with an open ledger. */
  @FunctionalInterface
  interface WithLedger<T> {
    T run(LedgerConnector.Connection connection) throws Exception;
  }

  @Spec private CommandSpec spec;

  private IssuerConfig config;

  /** Does the work and returns the exit code. */
  abstract int execute() throws Exception;

  /** Before anything else is asked for: a misspelt key may be why it seems to be missing. */
  void prepare() {
    config();
  }

  @Override
  public final Integer call() throws Exception {
    try {
      prepare();
      return execute();
    } catch (IssuerFailure failure) {
      return fail(failure.exitCode(), failure.getMessage());
    } catch (FileFault | KeyFileException failure) {
      return fail(IssuerFailure.FAILED, failure.getMessage());
    } catch (ConfigException failure) {
      failure.problems().forEach(this::tell);
      return IssuerFailure.USAGE;
    } finally {
      out().flush();
    }
  }

  private int fail(int exitCode, String message) {
    tell(message);
    return exitCode;
  }

  private void tell(String message) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(spec.qualifiedName() + ": " + message);
    err.flush();
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final IssuerCommand issuer() {
    return (IssuerCommand) issuerSpec().userObject();
  }

  private CommandSpec issuerSpec() {
    CommandSpec above = spec;
    while (!(above.userObject() instanceof IssuerCommand)) {
      above = above.parent();
    }
    return above;
  }

  final IssuerSurroundings surroundings() {
    return issuer().surroundings();
  }

  final boolean isJson() {
    return issuer().isJson();
  }

  final IssuerConfig config() {
    if (config == null) {
      try {
        config = issuer().config();
      } catch (ConfigException several) {
        throw several;
      } catch (IllegalArgumentException clusterId) {
        throw IssuerFailure.usage("issuer.cluster-id: " + clusterId.getMessage());
      }
    }
    return config;
  }

  final ClusterId cluster() {
    return config()
        .cluster()
        .orElseThrow(
            () ->
                IssuerFailure.usage(
                    "issuer.cluster-id is not set: set it in the file given by --config, as CBDC_ISSUER_CLUSTER_ID, or by"
                        + " --set issuer.cluster-id=…; genesis printed it"));
  }

  final OrderDesk desk() {
    return new OrderDesk(
        new FileOrderBook(config().orders()),
        cluster(),
        config().makerMayApprove(),
        surroundings().clock());
  }

  /** Where orders are brought: the service that was named, or the folder and the ledger here. */
  final OrderCounter counter() {
    return issuer()
        .service(config().patience().multipliedBy(2))
        .<OrderCounter>map(service -> new RemoteCounter(service, cluster(), surroundings().clock()))
        .orElseGet(() -> new LocalCounter(this, desk()));
  }

  final CommandIds commandIds() {
    return CommandIds.of(surroundings().clock(), surroundings().random());
  }

  /** Runs with a connection that acts with this key, and closes it. */
  final <T> T withLedger(SigningKey key, WithLedger<T> step) throws Exception {
    try (LedgerConnector.Connection connection =
        surroundings().connector().open(config(), cluster(), key)) {
      return step.run(connection);
    } catch (TimeoutException silent) {
      throw IssuerFailure.failed(silent.getMessage());
    }
  }

  /** Waits for the ledger. */
  final <T> T await(CompletionStage<T> stage) throws InterruptedException {
    // Beyond the client's own patience, so that its answer comes first.
    long limitMillis = config().patience().toMillis() * 3;
    try {
      return stage.toCompletableFuture().get(limitMillis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw IssuerFailure.failed("the ledger did not answer: " + failed.getCause().getMessage());
    } catch (TimeoutException silent) {
      throw IssuerFailure.failed("the ledger did not answer within " + limitMillis / 1_000 + " s");
    }
  }

  /** The order that the desk gave back; a refusal ends the command. */
  final DeskAnswer.Done done(DeskAnswer answer) {
    return switch (answer) {
      case DeskAnswer.Done done -> done;
      case DeskAnswer.Refused refused ->
          throw refused.rule() == DeskRule.CONTENT_INVALID
              ? IssuerFailure.usage(refused.message())
              : IssuerFailure.refused(refused.message());
    };
  }
}
