package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.BackendReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.matching.IpAddress;
import dev.sluice.matching.WrittenHost;
import dev.sluice.snapshot.HostPattern;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where tokens are fetched. The gateway connects there with a secret, so the address is judged like
 * that of a backend, here where it is written and again by who dials a name.
 */
final class TokenEndpoint {
  private static final Pattern URL =
      Pattern.compile(
          "(https?)://(\\[[0-9A-Fa-f:.]{2,45}\\]|[A-Za-z0-9.-]{1,253})(?::([0-9]{1,5}))?"
              + "(/[-A-Za-z0-9._~!$&'()*+,;=:@%/]{0,700})?");

  private final BackendAddresses addresses;
  private final Diagnostics diagnostics;

  TokenEndpoint(BackendAddresses addresses, Diagnostics diagnostics) {
    this.addresses = addresses;
    this.diagnostics = diagnostics;
  }

  /** The URL, or nothing after a diagnostic. */
  Optional<String> resolve(@Nullable String written, String field) {
    String text = Objects.requireNonNullElse(written, "");
    Matcher url = URL.matcher(text);
    if (!url.matches() || !isHost(url.group(2)) || !isPort(url.group(3))) {
      return refused(
          BackendReason.INVALID_VALUE,
          field,
          // With a user it has a password, which is nobody's business.
          (text.contains("@") ? "" : PlainText.quote(text) + " ")
              + "is no URL of a token endpoint; write one such as"
              + " https://idp.example.com/oauth2/token, without user, query and fragment");
    }
    if (url.group(1).equals("http") && !addresses.areLocal()) {
      return refused(
          BackendReason.INVALID_VALUE,
          field,
          "would send the client's secret in plain text; give an https URL");
    }
    Optional<String> why =
        address(url.group(2)).flatMap(host -> addresses.whyNot(host, port(url.group(3))));
    return why.isPresent()
        ? refused(
            BackendReason.ADDRESS_NOT_ALLOWED,
            field,
            PlainText.quote(url.group(2))
                + " "
                + why.get()
                + ", and no token is fetched there; give the address of the endpoint, or have the"
                + " operator started with --allow-backend-cidr")
        : Optional.of(text);
  }

  private Optional<String> refused(BackendReason reason, String field, String message) {
    diagnostics.error(reason, field, message);
    return Optional.empty();
  }

  private static boolean isHost(String host) {
    return address(host).isPresent()
        || WrittenHost.parse(host) instanceof WrittenHost.Pattern(HostPattern.Exact exact);
  }

  private static Optional<IpAddress> address(String host) {
    return IpAddress.parse(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
  }

  /** Without one it is one that backends may have. */
  private static int port(@Nullable String written) {
    return written == null ? 443 : Integer.parseInt(written);
  }

  private static boolean isPort(@Nullable String port) {
    return port == null || Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= 65_535;
  }
}
