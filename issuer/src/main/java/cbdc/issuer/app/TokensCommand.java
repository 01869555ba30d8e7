package cbdc.issuer.app;

import cbdc.issuer.core.Person;
import cbdc.issuer.store.TokenFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code issuer tokens}: who may use the service. */
@Command(
    name = "tokens",
    description = "Makes tokens for people who use the issuer's service.",
    mixinStandardHelpOptions = true,
    subcommands = TokensCommand.New.class)
final class TokensCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** {@code issuer tokens new}. */
  @Command(
      name = "new",
      description = "Makes a token, shows it once, and shows the line for the token file.",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      footerHeading = "%nExamples:%n",
      footer = {
        "  issuer tokens new alice maker",
        "  issuer tokens new bob approver,submitter",
      })
  static final class New extends IssuerSubcommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the person.")
    private String name;

    @Parameters(
        index = "1",
        paramLabel = "ROLE",
        description = "maker, approver, submitter or auditor; several with commas between them.")
    private String roles;

    @Override
    int execute() {
      String token = TokenFile.newToken(surroundings().random());
      String line;
      try {
        line = TokenFile.line(new Person(name, TokenFile.roles(roles)), token);
      } catch (IllegalArgumentException wrong) {
        throw IssuerFailure.usage(wrong.getMessage());
      }
      if (isJson()) {
        Json.print(Json.object().put("token", token).put("line", line), out());
        return 0;
      }
      out().println("token  " + token);
      out().println("line   " + line);
      out()
          .println(
              "Give the token to "
                  + name
                  + " alone: it is not shown again. Add the line to the file that issuer.tokens names; ' until 2026-12-31' after it ends it.");
      return 0;
    }
  }
}
