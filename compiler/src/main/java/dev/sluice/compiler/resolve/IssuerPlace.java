package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.matching.BackendHost;
import dev.sluice.matching.Cidr;
import dev.sluice.matching.IpAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where an issuer of identities is asked. What comes from there decides who may pass, so nobody
 * else must be able to answer, and the address is judged like that of a backend.
 */
final class IssuerPlace {
  /** Where nobody but the machine's and the network's owner listens. */
  private static final List<Cidr> NEAR =
      Stream.of("127.0.0.0/8", "::1", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
          .map(text -> Cidr.parse(text).orElseThrow())
          .toList();

  private static final String FORBIDDEN =
      "is a name of the gateway itself, of the API server or of a cloud's metadata service";

  private final BackendAddresses addresses;
  private final Diagnostics diagnostics;

  IssuerPlace(BackendAddresses addresses, Diagnostics diagnostics) {
    this.addresses = addresses;
    this.diagnostics = diagnostics;
  }

  /**
   * What is said of a URL that does not do.
   *
   * @param noUrl behind the URL
   * @param plain of one with http, without the cure
   * @param forbidden what does not happen at a place that is not allowed
   */
  record Words(String noUrl, String plain, String forbidden) {}

  /**
   * @param insecure whether plain http will do
   * @return false after a diagnostic
   */
  boolean isReachable(String uri, boolean insecure, Words words, String field) {
    Optional<WrittenUrl> parsed = WrittenUrl.parse(uri);
    if (parsed.isEmpty()) {
      // With a user it has a password, which is nobody's business.
      error(field, (uri.contains("@") ? "" : PlainText.quote(uri) + " ") + words.noUrl());
      return false;
    }
    WrittenUrl url = parsed.get();
    if (url.isPlain() && !insecure && !(addresses.areLocal() && isNear(url))) {
      error(field, words.plain() + "; give an https URL, or set allowInsecure: true");
      return false;
    }
    Optional<String> why =
        url.address().isPresent()
            ? addresses.whyNot(url.address().get(), url.port())
            : whyNot(url.host());
    why.ifPresent(
        reason ->
            error(
                field,
                PlainText.quote(url.host())
                    + " "
                    + reason
                    + ", and "
                    + words.forbidden()
                    + "; give the address of the issuer, or have the operator started with"
                    + " --allow-backend-cidr"));
    return why.isEmpty();
  }

  /**
   * An issuer may well be a Service of the cluster: whoever writes a DataPlane may name it, and
   * nothing but its answers is read there. The addresses are judged when they are dialled.
   */
  private Optional<String> whyNot(String host) {
    return switch (BackendHost.read(host, addresses.areLocal())) {
      case BackendHost.Name name -> Optional.empty();
      case BackendHost.Refused(BackendHost.Because because, String why) ->
          because == BackendHost.Because.FORBIDDEN && isOfCluster(host)
              ? Optional.empty()
              : Optional.of(because == BackendHost.Because.NO_NAME ? why : FORBIDDEN);
    };
  }

  private static boolean isOfCluster(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return BackendHost.CLUSTER.stream().anyMatch(name::endsWith)
        && !name.startsWith("kubernetes.default.");
  }

  private static boolean isNear(WrittenUrl url) {
    Optional<IpAddress> address = url.address();
    return address.isPresent()
        ? NEAR.stream().anyMatch(network -> network.contains(address.get()))
        : url.host().equals("localhost") || url.host().endsWith(".localhost");
  }

  private void error(String field, String message) {
    diagnostics.error(DataPlaneReason.INVALID_PROVIDER, field, message);
  }
}
