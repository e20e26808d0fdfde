package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.BackendReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.matching.BackendHost;
import dev.sluice.matching.IpAddress;
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
              + "(/(?:[-A-Za-z0-9._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2}){0,700}+)?");

  /**
   * RFC 2396, which the data plane's reader of URLs goes by: the last label begins with a letter.
   */
  private static final Pattern NAME = Pattern.compile("(?:.*\\.)?[A-Za-z][A-Za-z0-9-]*\\.?");

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
    if (!url.matches() || !isPort(url.group(3))) {
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
    Optional<IpAddress> address = address(url.group(2));
    return address.isPresent()
        ? atAddress(address.get(), url, field)
        : atName(url.group(2), text, field);
  }

  private Optional<String> atAddress(IpAddress address, Matcher url, String field) {
    Optional<String> why = addresses.whyNot(address, port(url.group(3)));
    return why.isPresent()
        ? refused(
            BackendReason.ADDRESS_NOT_ALLOWED,
            field,
            PlainText.quote(url.group(2))
                + " "
                + why.get()
                + ", and no token is fetched there; give the address of the endpoint, or have the"
                + " operator started with --allow-backend-cidr")
        : Optional.of(url.group());
  }

  /** Judged here by what it is, and by what it leads to whenever it is dialled. */
  private Optional<String> atName(String host, String text, String field) {
    return switch (BackendHost.read(host, addresses.areLocal())) {
      case BackendHost.Name name ->
          NAME.matcher(host).matches()
              ? Optional.of(text)
              : refused(
                  BackendReason.INVALID_VALUE,
                  field,
                  PlainText.quote(host)
                      + " has a last label that begins with a digit, as no host name does; write the"
                      + " name of the endpoint in full");
      case BackendHost.Refused(BackendHost.Because because, String why) ->
          switch (because) {
            case NO_NAME ->
                refused(BackendReason.INVALID_VALUE, field, PlainText.quote(host) + " " + why);
            case FORBIDDEN ->
                refused(
                    BackendReason.ADDRESS_NOT_ALLOWED,
                    field,
                    PlainText.quote(host)
                        + " is a name inside the cluster, of the gateway itself or of a cloud's"
                        + " metadata service, and no token is fetched there; give the name by which"
                        + " the endpoint is known outside");
          };
    };
  }

  private Optional<String> refused(BackendReason reason, String field, String message) {
    diagnostics.error(reason, field, message);
    return Optional.empty();
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
