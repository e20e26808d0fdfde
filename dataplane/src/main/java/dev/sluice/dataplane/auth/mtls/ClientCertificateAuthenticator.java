package dev.sluice.dataplane.auth.mtls;

import dev.sluice.dataplane.auth.provider.Authenticator;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.tls.TrustMaterial;
import dev.sluice.snapshot.CertificatePart;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.SecretSection;
import io.undertow.server.HttpServerExchange;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Knows clients by the certificate of their connection. It is read with the connection's first
 * request; the others cost a look at the clock.
 */
public final class ClientCertificateAuthenticator implements Authenticator {
  /** What the platform wants to hear of clients; it has no meaning for them. */
  private static final String ANY_KEY_EXCHANGE = "UNKNOWN";

  private final IdentityProvider.ClientCertificate section;
  private final List<SecretSection.CaBundle> bundles;
  private final Optional<TrustMaterial> trust;
  private final Optional<List<String>> trustDomains;
  private final boolean whole;
  private final CertificateOwner owner;
  private final LongSupplier clock;
  private final String challenge;

  /**
   * @param bundles authorities besides those of listeners; none: not asked
   * @param clock milliseconds since the epoch
   * @throws IllegalArgumentException if they cannot be used
   */
  public ClientCertificateAuthenticator(
      IdentityProvider.ClientCertificate section,
      List<SecretSection.CaBundle> bundles,
      LongSupplier clock) {
    this(
        section,
        bundles,
        bundles.isEmpty() ? Optional.empty() : Optional.of(TrustMaterial.of(bundles)),
        asked(section),
        true,
        clock);
  }

  /**
   * @param trust empty: not asked; with no authority in it nobody is trusted
   * @param trustDomains likewise
   * @param whole whether it is as the section says, and nothing was taken away from it
   */
  private ClientCertificateAuthenticator(
      IdentityProvider.ClientCertificate section,
      List<SecretSection.CaBundle> bundles,
      Optional<TrustMaterial> trust,
      Optional<List<String>> trustDomains,
      boolean whole,
      LongSupplier clock) {
    this.section = section;
    this.bundles = List.copyOf(bundles);
    this.trust = trust;
    this.trustDomains = trustDomains;
    this.whole = whole;
    this.owner = new CertificateOwner(section);
    this.clock = clock;
    // No scheme is registered for certificates; RFC 9110 section 15.5.2 wants a challenge.
    this.challenge = "Certificate realm=\"" + section.name() + "\"";
  }

  /** Whether it would be the same if it were made anew. */
  public boolean isOf(
      IdentityProvider.ClientCertificate other, List<SecretSection.CaBundle> otherBundles) {
    return whole && section.equals(other) && bundles.equals(otherBundles);
  }

  private static Optional<List<String>> asked(IdentityProvider.ClientCertificate section) {
    return section.trustDomains().isEmpty()
        ? Optional.empty()
        : Optional.of(section.trustDomains());
  }

  /**
   * The same without the authorities and trust domains that another does not have; the very same if
   * it has all.
   *
   * @param left what there is of its authorities
   */
  public ClientCertificateAuthenticator only(
      IdentityProvider.ClientCertificate next, List<SecretSection.CaBundle> left) {
    TrustMaterial others;
    try {
      others = TrustMaterial.of(left);
    } catch (IllegalArgumentException e) {
      // Nobody can tell which they are.
      return this;
    }
    Optional<TrustMaterial> trusted =
        next.caBundles().isEmpty()
            ? trust
            : Optional.of(trust.map(before -> before.only(others)).orElse(others));
    Optional<List<String>> domains =
        asked(next)
            .map(
                asked ->
                    trustDomains
                        .map(before -> before.stream().filter(asked::contains).toList())
                        .orElse(asked))
            .or(() -> trustDomains);
    return trusted.equals(trust) && domains.equals(trustDomains)
        ? this
        : new ClientCertificateAuthenticator(section, bundles, trusted, domains, false, clock);
  }

  /** The same for a time in which no certificate is good for it. */
  public ClientCertificateAuthenticator ofNobody() {
    return new ClientCertificateAuthenticator(
        section, bundles, Optional.of(TrustMaterial.of(List.of())), trustDomains, false, clock);
  }

  String name() {
    return section.name();
  }

  @Override
  public Outcome authenticate(HttpServerExchange exchange, RequestContext context) {
    ConnectionVerdicts verdicts = ConnectionVerdicts.of(exchange.getConnection());
    Verdict verdict = verdicts.find(this);
    if (verdict == null) {
      verdict = judge(exchange.getConnection().getSslSession());
      verdicts.put(this, verdict);
    }
    return verdict.at(clock.getAsLong());
  }

  private Verdict judge(@Nullable SSLSession session) {
    if (session == null) {
      return Verdict.ABSENT;
    }
    try {
      return judge(
          Stream.of(session.getPeerCertificates())
              .map((Certificate each) -> (X509Certificate) each)
              .toArray(X509Certificate[]::new));
    } catch (SSLPeerUnverifiedException e) {
      return Verdict.ABSENT;
    }
  }

  /**
   * @param chain the client's own first, as the handshake verified it
   */
  Verdict judge(X509Certificate... chain) {
    long end = end(chain);
    if (clock.getAsLong() > end) {
      // Nobody can tell any more whose it was, also if the clock is set back.
      return new Verdict(Verdict.EXPIRED, end);
    }
    if (!isTrusted(chain)) {
      return new Verdict(new Outcome.Foreign("the certificate is of another authority"), end);
    }
    try {
      if (trustDomains.isPresent() && !isOfTrustDomain(chain[0], trustDomains.get())) {
        return new Verdict(new Outcome.Foreign("the certificate is of another trust domain"), end);
      }
      return new Verdict(new Outcome.Known(owner.of(chain[0])), end);
    } catch (UnclearCertificate e) {
      return new Verdict(new Outcome.Refused(e.reason()), end);
    }
  }

  private boolean isTrusted(X509Certificate... chain) {
    if (trust.isEmpty()) {
      return true;
    }
    if (trust.get().authorities().isEmpty()) {
      return false;
    }
    try {
      trust.get().manager().checkClientTrusted(chain, ANY_KEY_EXCHANGE);
      return true;
    } catch (CertificateException e) {
      return false;
    }
  }

  private static boolean isOfTrustDomain(X509Certificate certificate, List<String> domains)
      throws UnclearCertificate {
    return new CertificateReading(certificate)
        .texts(CertificatePart.TRUST_DOMAIN).stream().anyMatch(domains::contains);
  }

  /** Of the certificate and of those that vouch for it, as far as the client sent them. */
  private static long end(X509Certificate... chain) {
    long end = chain[0].getNotAfter().getTime();
    for (int i = 1; i < chain.length; i++) {
      if (!chain[i - 1].getIssuerX500Principal().equals(chain[i].getSubjectX500Principal())) {
        return end;
      }
      end = Math.min(end, chain[i].getNotAfter().getTime());
    }
    return end;
  }

  @Override
  public boolean isPeerOf(Authenticator other) {
    return other instanceof ClientCertificateAuthenticator;
  }

  @Override
  public String challenge(boolean refused) {
    return challenge;
  }

  @Override
  public void strip(HttpServerExchange exchange, RequestContext context) {
    // It never was in the request.
  }

  @Override
  public String toString() {
    return "mtls(" + section.name() + ")";
  }
}
