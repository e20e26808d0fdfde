package dev.sluice.operator.certificate;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Names that the config service is reached by. */
public record ServingNames(List<String> dns, List<String> ips) {
  /** Kinds of general names, RFC 5280 section 4.2.1.6. */
  private static final int DNS_NAME = 2;

  private static final int IP_ADDRESS = 7;

  public ServingNames {
    dns = List.copyOf(new TreeSet<>(dns));
    ips = List.copyOf(new TreeSet<>(ips));
  }

  /**
   * A Service in all the forms that cluster DNS knows, and the loopback, which port-forwards use.
   *
   * @param services names of Services
   */
  public static ServingNames ofServices(String namespace, List<String> services) {
    List<String> dns = new ArrayList<>(List.of("localhost"));
    for (String service : services) {
      String qualified = service + "." + namespace;
      dns.addAll(List.of(service, qualified, qualified + ".svc", qualified + ".svc.cluster.local"));
    }
    return new ServingNames(dns, List.of("127.0.0.1", "::1"));
  }

  /**
   * The same, and one more host that data planes were told, be it a name or an address.
   *
   * @param host an IPv6 address may stand in brackets
   */
  public static ServingNames of(String namespace, List<String> services, String host) {
    ServingNames names = ofServices(namespace, services);
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    boolean address = bare.indexOf(':') >= 0 || bare.matches("[0-9.]+");
    List<String> more = new ArrayList<>(address ? names.ips() : names.dns());
    more.add(bare);
    return address ? new ServingNames(names.dns(), more) : new ServingNames(more, names.ips());
  }

  /** Whether a certificate is good for all of them. */
  boolean coveredBy(X509Certificate certificate) {
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      return alternatives != null
          && covered(alternatives, DNS_NAME).containsAll(dns)
          && covered(alternatives, IP_ADDRESS).stream()
              .map(ServingNames::canonical)
              .toList()
              .containsAll(ips.stream().map(ServingNames::canonical).toList());
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  private static List<String> covered(Collection<List<?>> alternatives, int kind) {
    return alternatives.stream()
        .filter(entry -> Integer.valueOf(kind).equals(entry.getFirst()))
        .map(entry -> String.valueOf(entry.get(1)))
        .toList();
  }

  /** Certificates write an IPv6 address in another form than people do. */
  private static String canonical(String ip) {
    return InetAddress.ofLiteral(ip).getHostAddress();
  }
}
