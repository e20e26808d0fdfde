package dev.sluice.dataplane.fetch;

import dev.sluice.dataplane.dial.DialPolicy;
import dev.sluice.dataplane.tls.TrustMaterial;
import dev.sluice.matching.IpAddress;
import dev.sluice.snapshot.SecretSection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** Connections to addresses that were judged and to no others, with TLS verified. Blocks. */
final class Dialling {
  private static final int CONNECT_MILLIS = 3_000;

  private final Supplier<DialPolicy> policy;
  private final Names names;

  /**
   * @param policy where connections may go, as of now
   */
  Dialling(Supplier<DialPolicy> policy) {
    this(policy, InetAddress::getAllByName);
  }

  Dialling(Supplier<DialPolicy> policy, Names.Resolver resolver) {
    this.policy = policy;
    this.names = new Names(resolver);
  }

  /**
   * @param plain not connected yet; whoever has no more time closes it
   * @param left for the DNS
   * @return to be talked through
   */
  Socket connect(Socket plain, Place place, Trust trust, Duration left)
      throws IOException, FetchRefused {
    plain.connect(new InetSocketAddress(judged(place, left), place.port()), CONNECT_MILLIS);
    return place.tls() ? secured(plain, place, trust.context()) : plain;
  }

  /** Whether it would be made now as well. */
  boolean mayStay(Socket connected) {
    return IpAddress.parse(connected.getInetAddress().getHostAddress())
        .flatMap(address -> policy.get().whyNot(address, connected.getPort()))
        .isEmpty();
  }

  /** Whose certificates are believed; to be had only if there is TLS. */
  interface Trust {
    SSLContext context() throws FetchRefused;
  }

  private InetAddress judged(Place place, Duration left) throws FetchRefused {
    DialPolicy rules = policy.get();
    String host = place.unbracketed();
    boolean numeric = IpAddress.parse(host).isPresent();
    Optional<String> bad =
        numeric || place.mayBeOfCluster() && place.isOfCluster()
            ? Optional.empty()
            : rules.whyNot(plainName(host));
    if (bad.isPresent()) {
      throw FetchRefused.unheard("the endpoint's host " + bad.get());
    }
    String why = "the endpoint's host has no address";
    InetAddress[] addresses =
        numeric ? new InetAddress[] {InetAddress.ofLiteral(host)} : names.addresses(host, left);
    for (InetAddress address : addresses) {
      Optional<IpAddress> judged = IpAddress.parse(address.getHostAddress());
      Optional<String> not =
          judged.isEmpty()
              ? Optional.of("is not understood")
              : rules.whyNot(judged.get(), place.port());
      if (not.isEmpty()) {
        return address;
      }
      why = "the endpoint's address " + address.getHostAddress() + " " + not.get();
    }
    throw FetchRefused.unheard(why);
  }

  /** One name has many spellings, and all lead to the same place. */
  private static String plainName(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  private static SSLSocket secured(Socket plain, Place place, SSLContext context)
      throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(plain, place.unbracketed(), place.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /**
   * @param authorities empty: those of the platform
   */
  static SSLContext context(List<SecretSection.CaBundle> authorities) throws FetchRefused {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          null,
          authorities.isEmpty()
              ? null
              : new TrustManager[] {TrustMaterial.of(authorities).manager()},
          null);
      return context;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw FetchRefused.unheard("the authorities cannot be used: " + e.getMessage());
    }
  }
}
