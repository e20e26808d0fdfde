package dev.sluice.cli;

import dev.sluice.cli.explain.AskedRequest;
import dev.sluice.matching.HttpToken;
import dev.sluice.matching.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request in the words of a command line. */
final class RequestArguments {
  private static final String HOST = "host";

  private RequestArguments() {}

  /**
   * @throws UserError if this is no request at all; one that a data plane would refuse is one
   */
  static AskedRequest.Sent parse(
      String method, String url, List<String> fields, @Nullable String clientIp) {
    if (!HttpToken.matches(method)) {
      throw new UserError(
          "\""
              + method
              + "\" is no method: the last two arguments are METHOD and URL, as in GET"
              + " http://shop.example.com/.");
    }
    Map<String, List<String>> headers = headers(fields);
    Url parsed = Url.parse(url);
    List<String> hosts = headers.getOrDefault(HOST, List.of());
    if (hosts.size() > 1) {
      throw new UserError("give one -H 'Host: …': every data plane refuses several.");
    }
    // As curl does: -H Host says what is sent, the URL where to.
    String host = hosts.isEmpty() ? parsed.authority() : hosts.getFirst();
    if (host.isEmpty() && hosts.isEmpty()) {
      throw new UserError(
          "the URL has no host: write http://HOST" + parsed.path() + ", or add -H 'Host: HOST'.");
    }
    return new AskedRequest.Sent(
        method, host, parsed.path(), parsed.query(), headers, client(clientIp));
  }

  /**
   * The parts of a URL as a client sends them: nothing is decoded or mended.
   *
   * @param authority empty if there is none
   */
  record Url(String authority, String path, String query) {
    static Url parse(String url) {
      String rest = url;
      String authority = "";
      if (!url.startsWith("/")) {
        int scheme = url.indexOf("://");
        String name = scheme < 0 ? "" : url.substring(0, scheme).toLowerCase(Locale.ROOT);
        if (!name.equals("http") && !name.equals("https")) {
          throw new UserError(
              "\"" + url + "\" is no URL: write http://HOST/PATH, or /PATH with -H 'Host: HOST'.");
        }
        rest = url.substring(scheme + 3);
        int end = 0;
        while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
          end++;
        }
        authority = rest.substring(0, end);
        rest = rest.substring(end);
        if (authority.isEmpty() || authority.indexOf('@') >= 0) {
          throw new UserError(
              "\"" + url + "\" needs a host, without user information: http://HOST/PATH.");
        }
      }
      int fragment = rest.indexOf('#');
      rest = fragment < 0 ? rest : rest.substring(0, fragment);
      int query = rest.indexOf('?');
      String path = query < 0 ? rest : rest.substring(0, query);
      return new Url(
          authority, path.isEmpty() ? "/" : path, query < 0 ? "" : rest.substring(query + 1));
    }
  }

  /**
   * Header fields, in lower case.
   *
   * @throws UserError if one is none
   */
  static Map<String, List<String>> headers(List<String> fields) {
    Map<String, List<String>> headers = new TreeMap<>();
    for (String field : fields) {
      int colon = field.indexOf(':');
      String name = colon < 0 ? "" : field.substring(0, colon);
      String value = colon < 0 ? "" : field.substring(colon + 1).strip();
      if (name.isEmpty()
          || !name.chars().allMatch(HttpToken::has)
          || value.chars().anyMatch(c -> c < ' ' && c != '\t')) {
        throw new UserError("-H \"" + field + "\" is no header field: write -H 'Name: value'.");
      }
      headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new ArrayList<>()).add(value);
    }
    return headers;
  }

  private static Optional<IpAddress> client(@Nullable String clientIp) {
    if (clientIp == null) {
      return Optional.empty();
    }
    Optional<IpAddress> address = IpAddress.parse(clientIp);
    if (address.isEmpty()) {
      throw new UserError(
          "--client-ip "
              + clientIp
              + " is no address: write one such as 192.0.2.7 or 2001:db8::7.");
    }
    return address;
  }
}
