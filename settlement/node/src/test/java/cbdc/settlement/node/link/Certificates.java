package cbdc.settlement.node.link;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes a certificate authority and node certificates in a directory, with the JDK's keytool. */
final class Certificates {

  private static final String PASSWORD = "test-only";

  private final Path directory;
  private final String authority;

  private Certificates(Path directory, String authority) {
    this.directory = directory;
    this.authority = authority;
  }

  static Certificates authority(Path directory, String name) {
    Certificates made = new Certificates(directory, name);
    made.keytool("-genkeypair", "-alias", name, "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + name,
        "-ext", "bc=ca:true", "-validity", "30", "-keystore", made.store(name));
    made.keytool("-exportcert", "-rfc", "-alias", name, "-keystore", made.store(name), "-file", made.file(name + ".pem"));
    made.keytool("-importcert", "-noprompt", "-alias", name, "-file", made.file(name + ".pem"), "-keystore",
        made.store(name + "-trust"));
    return made;
  }

  /** Key and trust stores of a node whose certificate is issued to this name. */
  LinkTls issue(String nodeId) {
    String alias = authority + "-" + nodeId;
    keytool("-genkeypair", "-alias", alias, "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + nodeId,
        "-validity", "30", "-keystore", store(alias));
    keytool("-certreq", "-alias", alias, "-keystore", store(alias), "-file", file(alias + ".csr"));
    keytool("-gencert", "-alias", authority, "-keystore", store(authority), "-infile", file(alias + ".csr"), "-outfile",
        file(alias + ".crt"), "-ext", "san=dns:" + nodeId, "-validity", "30", "-rfc");
    keytool("-importcert", "-noprompt", "-alias", authority, "-file", file(authority + ".pem"), "-keystore", store(alias));
    keytool("-importcert", "-noprompt", "-alias", alias, "-file", file(alias + ".crt"), "-keystore", store(alias));
    return new LinkTls.Pkcs12(
        Path.of(store(alias)), PASSWORD, Path.of(store(authority + "-trust")), PASSWORD);
  }

  private String store(String name) {
    return file(name + ".p12");
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private void keytool(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    if (arguments[0].equals("-genkeypair")) {
      command.addAll(List.of("-keypass", PASSWORD));
    }
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + ": " + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
