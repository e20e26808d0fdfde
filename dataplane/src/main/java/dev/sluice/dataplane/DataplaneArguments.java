package dev.sluice.dataplane;

import dev.sluice.dataplane.handler.BodyPace;
import dev.sluice.dataplane.observe.log.LogTarget;
import dev.sluice.dataplane.source.PushOptions;
import dev.sluice.snapshot.ObjectKey;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What the process is told: {@code --name value}, or {@code SLUICE_NAME} in the environment, which
 * an argument beats.
 */
public sealed interface DataplaneArguments {

  /** All is there and can be read. */
  record Valid(
      DataplaneOptions dataplane,
      PushOptions push,
      Path stateDirectory,
      Optional<Path> bootstrapDirectory)
      implements DataplaneArguments {}

  /**
   * @param problems one line each, naming the argument and the cure
   */
  record Invalid(List<String> problems) implements DataplaneArguments {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }

  /** {@code --help} was asked for. */
  record Help() implements DataplaneArguments {}

  String USAGE =
      """
      usage: dataplane --data-plane NAMESPACE/NAME --instance NAME
                       --config-service HOST:PORT[,HOST:PORT...] --config-ca FILE --token FILE
                       --state-dir DIR [options]

      Serves what the operator's config service pushes. Every argument can also be given in the
      environment: --state-dir as SLUICE_STATE_DIR.

        --data-plane NAMESPACE/NAME  the DataPlane resource to serve
        --instance NAME              name of this replica, its pod's name
        --config-service HOST:PORT   operator replicas; a host name stands for all its addresses
        --config-ca FILE             PEM file with the authorities of the config service
        --config-server-name NAME    name in the config service's certificate (its host)
        --token FILE                 file with the ServiceAccount token
        --state-dir DIR              where the last good snapshot is kept
        --bootstrap-dir DIR          the operator's copy of the snapshot, for a first start without it
        --address ADDRESS            where listeners and the status port bind (0.0.0.0)
        --status-port PORT           /healthz, /readyz, /metrics (9902)
        --admin-port PORT            the same and /api/v1, at loopback only (9901)
        --drain-delay SECONDS        new connections are taken so long after SIGTERM (5)
        --drain-limit SECONDS        requests under way may take so long after that (30)
        --access-log stdout|off|FILE one JSON line for each request (stdout)
        --audit-log stdout|off|FILE  one JSON line for each decision about who may pass (stdout)
        --cookie-key-file FILE       32 or more random bytes that sign cookies, the same for all replicas
                                     (random for this process)
        --zone NAME                  zone that this replica runs in, for backends with zoneAware (unknown)
        --io-threads N               threads that serve traffic (one for each processor, 2 at least)
      """;

  static DataplaneArguments parse(String[] arguments, Map<String, String> environment) {
    Reader reader = new Reader(environment);
    if (!reader.readArguments(arguments)) {
      return new Help();
    }
    ObjectKey dataPlane = reader.objectKey("data-plane");
    String instance = reader.required("instance");
    List<String> services = reader.services("config-service");
    Path authorities = Path.of(reader.required("config-ca"));
    String serverName = reader.optional("config-server-name", "");
    Path token = Path.of(reader.required("token"));
    Path stateDirectory = Path.of(reader.required("state-dir"));
    Optional<Path> bootstrapDirectory =
        Optional.of(reader.optional("bootstrap-dir", ""))
            .filter(text -> !text.isEmpty())
            .map(Path::of);
    InetAddress address = reader.address("address", "0.0.0.0");
    int statusPort = reader.number("status-port", 9902, 0, 65_535);
    int adminPort = reader.number("admin-port", 9901, 0, 65_535);
    int drainDelay = reader.number("drain-delay", 5, 0, 3_600);
    int drainLimit = reader.number("drain-limit", 30, 0, 86_400);
    int ioThreads = reader.number("io-threads", DataplaneOptions.defaultIoThreads(), 1, 1_024);
    LogTarget accessLog = LogTarget.parse(reader.optional("access-log", "stdout"));
    LogTarget auditLog = LogTarget.parse(reader.optional("audit-log", "stdout"));
    String cookieKey = reader.optional("cookie-key-file", "");
    String zone = reader.optional("zone", "");
    reader.refuseUnknown();
    if (!reader.problems.isEmpty()) {
      return new Invalid(reader.problems);
    }
    return new Valid(
        new DataplaneOptions(
            address,
            adminPort,
            OptionalInt.of(statusPort),
            ioThreads,
            accessLog,
            auditLog,
            Duration.ofSeconds(drainDelay),
            Duration.ofSeconds(drainLimit),
            BodyPace.DEFAULT,
            cookieKey.isEmpty() ? Optional.empty() : Optional.of(Path.of(cookieKey)),
            Optional.of(stateDirectory),
            List.of(),
            zone),
        new PushOptions(
            dataPlane, instance, Release.version(), services, serverName, authorities, token),
        stateDirectory,
        bootstrapDirectory);
  }

  /** Reads values and collects what is wrong with them, so that all is told at once. */
  final class Reader {
    private final Map<String, String> environment;
    private final Map<String, String> given = new HashMap<>();
    private final List<String> known = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private Reader(Map<String, String> environment) {
      this.environment = environment;
    }

    /** False if help is wanted. */
    private boolean readArguments(String[] arguments) {
      for (int i = 0; i < arguments.length; i++) {
        String argument = arguments[i];
        if (argument.equals("--help") || argument.equals("-h")) {
          return false;
        }
        if (!argument.startsWith("--")) {
          problems.add(argument + ": not an argument; they begin with --");
          continue;
        }
        int equals = argument.indexOf('=');
        if (equals > 0) {
          given.put(argument.substring(2, equals), argument.substring(equals + 1));
        } else if (i + 1 < arguments.length) {
          given.put(argument.substring(2), arguments[++i]);
        } else {
          problems.add(argument + ": its value is missing");
        }
      }
      return true;
    }

    private static String variable(String name) {
      return "SLUICE_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private @Nullable String value(String name) {
      known.add(name);
      String value = given.get(name);
      return value == null ? environment.get(variable(name)) : value;
    }

    private String optional(String name, String fallback) {
      String value = value(name);
      return value == null || value.isBlank() ? fallback : value;
    }

    private String required(String name) {
      String value = optional(name, "");
      if (value.isEmpty()) {
        problems.add("--" + name + " is missing; give it or set " + variable(name));
      }
      return value;
    }

    private ObjectKey objectKey(String name) {
      String value = required(name);
      int slash = value.indexOf('/');
      boolean whole = slash > 0 && slash < value.length() - 1 && slash == value.lastIndexOf('/');
      if (!whole) {
        if (!value.isEmpty()) {
          problems.add("--" + name + " " + value + ": must be NAMESPACE/NAME");
        }
        return new ObjectKey("", "");
      }
      return new ObjectKey(value.substring(0, slash), value.substring(slash + 1));
    }

    private List<String> services(String name) {
      List<String> services = new ArrayList<>();
      for (String service : required(name).split(",", -1)) {
        String text = service.strip();
        int colon = text.lastIndexOf(':');
        if (text.isEmpty()) {
          continue;
        }
        if (colon < 1 || !isPort(text.substring(colon + 1))) {
          problems.add("--" + name + " " + text + ": must be HOST:PORT");
        } else {
          services.add(text);
        }
      }
      return services;
    }

    private static boolean isPort(String text) {
      try {
        int port = Integer.parseInt(text);
        return port > 0 && port <= 65_535;
      } catch (NumberFormatException e) {
        return false;
      }
    }

    private InetAddress address(String name, String fallback) {
      String value = optional(name, fallback);
      try {
        return InetAddress.ofLiteral(value);
      } catch (IllegalArgumentException e) {
        problems.add("--" + name + " " + value + ": must be an IPv4 or IPv6 address");
        return InetAddress.ofLiteral(fallback);
      }
    }

    private int number(String name, int fallback, int least, int most) {
      String value = optional(name, "");
      if (value.isEmpty()) {
        return fallback;
      }
      try {
        int number = Integer.parseInt(value);
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Told below, like a number that is out of range.
      }
      problems.add("--" + name + " " + value + ": must be a number from " + least + " to " + most);
      return fallback;
    }

    private void refuseUnknown() {
      for (String name : given.keySet()) {
        if (!known.contains(name)) {
          problems.add("--" + name + ": unknown argument; --help lists them");
        }
      }
    }
  }
}
