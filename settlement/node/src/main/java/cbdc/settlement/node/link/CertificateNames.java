package cbdc.settlement.node.link;

import cbdc.crypto.NodeCertificates;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Reads the node ids that a certificate proves. Our own authority names the node in a URN;
 * certificates that a bank brings along name it as a DNS name or as the common name.
 */
final class CertificateNames {

  private static final int DNS_NAME = 2;

  private CertificateNames() {}

  /**
   * The node of the URN alone where there is one, since the DNS names beside it are hosts; else the
   * DNS names, else the common name. Unreadable names prove nothing.
   */
  static Set<String> of(X509Certificate certificate) {
    Set<String> names = new HashSet<>();
    NodeCertificates.nodeIdOf(certificate).ifPresent(names::add);
    if (!names.isEmpty()) {
      return names;
    }
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> alternative : alternatives) {
          if (Integer.valueOf(DNS_NAME).equals(alternative.get(0))) {
            names.add((String) alternative.get(1));
          }
        }
      }
      if (names.isEmpty()) {
        for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
          if (rdn.getType().equalsIgnoreCase("CN")) {
            names.add(String.valueOf(rdn.getValue()));
          }
        }
      }
    } catch (CertificateParsingException | InvalidNameException e) {
      return Set.of();
    }
    return names;
  }
}
