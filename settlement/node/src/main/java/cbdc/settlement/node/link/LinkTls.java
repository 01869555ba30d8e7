package cbdc.settlement.node.link;

import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.TrustOptions;
import java.nio.file.Path;

/**
 * The files that prove who this node is and whom it trusts. The certificate must name the node id:
 * in the URN that our own authority writes, else as a DNS subject alternative name, else as its
 * common name.
 */
public sealed interface LinkTls {

  /**
   * PKCS#12 stores.
   *
   * @param keyStore private key and certificate chain of this node
   * @param keyPassword its password
   * @param trustStore certificates of the authorities that sign nodes
   * @param trustPassword its password
   */
  record Pkcs12(Path keyStore, String keyPassword, Path trustStore, String trustPassword)
      implements LinkTls {
    @Override
    public String toString() {
      return "Pkcs12[" + keyStore + ", " + trustStore + "]";
    }
  }

  /**
   * PEM files.
   *
   * @param key private key of this node, PKCS#8
   * @param certificate its certificate chain
   * @param trust certificates of the authorities that sign nodes
   */
  record Pem(Path key, Path certificate, Path trust) implements LinkTls {}

  /** This node's key, as Vert.x wants it. */
  default KeyCertOptions keyOptions() {
    return switch (this) {
      case Pkcs12 p ->
          new PfxOptions().setPath(p.keyStore().toString()).setPassword(p.keyPassword());
      case Pem p ->
          new PemKeyCertOptions()
              .setKeyPath(p.key().toString())
              .setCertPath(p.certificate().toString());
    };
  }

  /** Whom this node trusts, as Vert.x wants it. */
  default TrustOptions trustOptions() {
    return switch (this) {
      case Pkcs12 p ->
          new PfxOptions().setPath(p.trustStore().toString()).setPassword(p.trustPassword());
      case Pem p -> new PemTrustOptions().addCertPath(p.trust().toString());
    };
  }
}
