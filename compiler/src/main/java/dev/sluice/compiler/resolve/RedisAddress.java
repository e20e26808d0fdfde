package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.matching.BackendHost;
import dev.sluice.matching.HostName;
import dev.sluice.matching.IpAddress;
import dev.sluice.snapshot.SharedStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code spec.redis.address}: which servers, and whether the gateway may connect there. */
final class RedisAddress {
  private static final int USUAL_PORT = 6379;
  private static final int USUAL_SENTINEL_PORT = 26379;
  private static final int MOST_SERVERS = 16;

  private static final Pattern WHOLE =
      Pattern.compile("(rediss?)://([^/@?#\\s]{1,2000})(?:/([0-9]{1,4})?)?");
  private static final Pattern SERVER =
      Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}\\]|[A-Za-z0-9.-]{1,253})(?::([0-9]{1,5}))?");

  private final BackendAddresses addresses;
  private final Diagnostics diagnostics;

  RedisAddress(BackendAddresses addresses, Diagnostics diagnostics) {
    this.addresses = addresses;
    this.diagnostics = diagnostics;
  }

  /**
   * @param servers {@code HOST:PORT}
   */
  record Read(List<String> servers, boolean tls, int database) {
    Read {
      servers = List.copyOf(servers);
    }
  }

  /** Nothing after a diagnostic. */
  Optional<Read> read(@Nullable String text, SharedStore.Mode mode, String field) {
    String written = Objects.requireNonNullElse(text, "");
    if (written.contains("@")) {
      // What stands there is a password, which is nobody's business.
      return refused(
          field,
          "has a user or a password; remove it, and name a Secret as passwordSecretRef, with"
              + " username beside it");
    }
    Matcher whole = WHOLE.matcher(written);
    if (!whole.matches()) {
      return refused(
          field,
          PlainText.quote(written)
              + " is no address of Redis; write one such as redis://redis:6379 or"
              + " rediss://a.example.com:6380,b.example.com:6380");
    }
    int database = whole.group(3) == null ? 0 : Integer.parseInt(whole.group(3));
    if (database > 0 && mode == SharedStore.Mode.CLUSTER) {
      return refused(
          field, "chooses a database, and a Redis Cluster has one only; remove /" + database);
    }
    List<String> servers = new ArrayList<>();
    for (String each : whole.group(2).split(",", -1)) {
      Optional<String> server = server(each, mode, field);
      if (server.isEmpty()) {
        return Optional.empty();
      }
      servers.add(server.get());
    }
    Optional<String> fault = fault(servers, mode);
    return fault.isPresent()
        ? refused(field, fault.get())
        : Optional.of(new Read(servers, whole.group(1).equals("rediss"), database));
  }

  private static Optional<String> fault(List<String> servers, SharedStore.Mode mode) {
    if (servers.size() > 1 && mode == SharedStore.Mode.STANDALONE) {
      return Optional.of(
          "names several servers, which are one only with mode Sentinel or Cluster; set that, or"
              + " name one");
    }
    if (servers.size() > MOST_SERVERS) {
      return Optional.of(
          "names more than " + MOST_SERVERS + " servers; some of them are enough, they know all");
    }
    return new HashSet<>(servers).size() < servers.size()
        ? Optional.of("names a server twice; remove one")
        : Optional.empty();
  }

  private Optional<String> server(String written, SharedStore.Mode mode, String field) {
    Matcher server = SERVER.matcher(written);
    int port =
        !server.matches()
            ? 0
            : server.group(2) != null
                ? Integer.parseInt(server.group(2))
                : mode == SharedStore.Mode.SENTINEL ? USUAL_SENTINEL_PORT : USUAL_PORT;
    if (port < 1 || port > 65_535) {
      return refused(
          field,
          PlainText.quote(written) + " is no server; write HOST:PORT, with commas between several");
    }
    Optional<String> why = whyNot(server.group(1), port);
    return why.isEmpty()
        ? Optional.of(server.group(1) + ":" + port)
        : refused(
            field,
            PlainText.quote(server.group(1))
                + " "
                + why.get()
                + ", and no Redis is looked for there; give its address, or have the operator"
                + " started with --allow-backend-cidr");
  }

  /**
   * Redis is a Service of the cluster more often than not: whoever writes a DataPlane may name it.
   * What a name leads to is judged when it is dialled.
   */
  private Optional<String> whyNot(String host, int port) {
    Optional<IpAddress> address =
        IpAddress.parse(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
    if (address.isPresent()) {
      return addresses.whyNot(address.get(), port);
    }
    if (!(HostName.normalize(host) instanceof HostName.Host name)) {
      return Optional.of("is no host name");
    }
    String plain = name.name();
    if (plain.startsWith("kubernetes.default.") || BackendHost.API_SERVER.contains(plain)) {
      return Optional.of("is the API server");
    }
    if (BackendHost.METADATA.contains(plain)) {
      return Optional.of("is a cloud's metadata service");
    }
    boolean itself = plain.equals("localhost") || plain.endsWith(".localhost");
    return itself && !addresses.areLocal()
        ? Optional.of("is the gateway itself")
        : Optional.empty();
  }

  private <T> Optional<T> refused(String field, String message) {
    diagnostics.error(DataPlaneReason.INVALID_VALUE, field, message);
    return Optional.empty();
  }
}
