package cbdc.simulator.system;

import cbdc.crypto.PrivateFiles;
import cbdc.issuer.core.Person;
import cbdc.issuer.core.Role;
import cbdc.issuer.store.TokenFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The people of a system's issuer, with their tokens: one who makes orders, two who approve them,
 * one who submits them, and one who looks on.
 *
 * @param file the service's token file
 * @param tokens by name
 */
public record IssuerPeople(Path file, SequencedMap<String, String> tokens) {
  private static final Map<String, Role> ROLES =
      Map.of(
          "maker", Role.MAKER,
          "approver-1", Role.APPROVER,
          "approver-2", Role.APPROVER,
          "submitter", Role.SUBMITTER,
          "auditor", Role.AUDITOR);

  /** Finds the people of a directory, or makes them. */
  static IssuerPeople in(SystemDirectory directory) {
    SequencedMap<String, String> tokens = new LinkedHashMap<>();
    StringBuilder lines = new StringBuilder("# who may use the issuer's service\n");
    ROLES.keySet().stream()
        .sorted()
        .forEach(
            name -> {
              String token =
                  directory.secret("issuer-" + name, () -> TokenFile.newToken(directory.random()));
              tokens.put(name, token);
              lines
                  .append(TokenFile.line(new Person(name, EnumSet.of(ROLES.get(name))), token))
                  .append('\n');
            });
    Path file = directory.path().resolve("issuer-tokens.txt");
    PrivateFiles.replace(file, lines.toString().getBytes(StandardCharsets.UTF_8), "token file");
    return new IssuerPeople(file, tokens);
  }
}
