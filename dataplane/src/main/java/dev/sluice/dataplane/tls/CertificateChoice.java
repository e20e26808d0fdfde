package dev.sluice.dataplane.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which certificate is shown for a server name: one that carries the very name, else one with a
 * wildcard in place of its first label, else the default, which is the first. Where several
 * certificates carry a name, they stand beside each other in the order given, so that each client
 * finds one with a kind of key that it understands.
 */
final class CertificateChoice {
  private static final int DNS_NAME = 2;
  private static final Pattern COMMON_NAME = Pattern.compile("(?:^|,)CN=([A-Za-z0-9.*_-]{1,253})");

  private final Map<String, List<KeyMaterial>> byName;
  private final List<KeyMaterial> fallback;

  /**
   * @param certificates one or more
   */
  CertificateChoice(List<KeyMaterial> certificates) {
    Map<String, List<KeyMaterial>> found = new HashMap<>();
    for (KeyMaterial material : certificates) {
      for (String name : names(material.certificate())) {
        found.computeIfAbsent(name, key -> new ArrayList<>()).add(material);
      }
    }
    // Hosts that the same certificates stand for share one list, and so can share a connection.
    Map<List<KeyMaterial>, List<KeyMaterial>> shared = new HashMap<>();
    found.replaceAll((name, list) -> shared.computeIfAbsent(List.copyOf(list), key -> key));
    byName = Map.copyOf(found);
    KeyMaterial first = certificates.getFirst();
    fallback =
        names(first.certificate()).stream()
            .map(byName::get)
            .filter(list -> list != null && list.getFirst() == first)
            .findFirst()
            .orElse(List.of(first));
  }

  /**
   * The same list for hosts of which one connection may serve all.
   *
   * @param host in lower case, without trailing dot; empty if the client named none
   */
  List<KeyMaterial> of(String host) {
    List<KeyMaterial> exact = byName.get(host);
    if (exact != null) {
      return exact;
    }
    int dot = host.indexOf('.');
    if (dot > 0) {
      List<KeyMaterial> wildcard = byName.get("*" + host.substring(dot));
      if (wildcard != null) {
        return wildcard;
      }
    }
    return fallback;
  }

  /** Subject alternative names; where there are none, the common name, as self-made ones have. */
  private static Set<String> names(X509Certificate certificate) {
    Set<String> names = new LinkedHashSet<>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> alternative : alternatives) {
          if (alternative.get(0) instanceof Integer type && type == DNS_NAME) {
            names.add(String.valueOf(alternative.get(1)).toLowerCase(Locale.ROOT));
          }
        }
        return names;
      }
    } catch (CertificateParsingException e) {
      // Shown as the default only: no client would accept it for a name.
      return names;
    }
    Matcher subject = COMMON_NAME.matcher(certificate.getSubjectX500Principal().getName());
    if (subject.find()) {
      names.add(subject.group(1).toLowerCase(Locale.ROOT));
    }
    return names;
  }
}
