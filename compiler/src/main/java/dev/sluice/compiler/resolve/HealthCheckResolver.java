package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.matching.WrittenHost;
import dev.sluice.snapshot.HealthCheck;
import dev.sluice.snapshot.HealthCheck.HealthProbe;
import dev.sluice.snapshot.HostPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code healthCheck} of a ServiceBackend. */
final class HealthCheckResolver {
  private static final long INTERVAL_MILLIS = 5_000;
  private static final long TIMEOUT_MILLIS = 1_000;
  private static final long MIN_INTERVAL_MILLIS = 100;
  private static final int MAX_THRESHOLD = 100;
  private static final int MAX_STATUSES = 32;

  /** Visible ASCII: what can stand in a request line. */
  private static final Pattern PATH = Pattern.compile("/[!-\"$-~]{0,1023}");

  private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9._/-]{1,253}");

  private final BackendSettings settings;

  HealthCheckResolver(Diagnostics diagnostics) {
    settings = new BackendSettings("spec.healthCheck", diagnostics);
  }

  HealthCheck resolve(dev.sluice.crds.@Nullable HealthCheck written) {
    if (written == null) {
      return HealthCheck.OFF;
    }
    return new HealthCheck.On(
        probe(written),
        written.port() == null ? 0 : settings.number("port", written.port(), 1, 65_535, 0),
        pace(written));
  }

  private HealthProbe probe(dev.sluice.crds.HealthCheck written) {
    var type = Objects.requireNonNullElse(written.type(), dev.sluice.crds.HealthCheck.Type.HTTP);
    boolean http = type == dev.sluice.crds.HealthCheck.Type.HTTP;
    boolean grpc = type == dev.sluice.crds.HealthCheck.Type.GRPC;
    belongs("path", written.path() == null || http, "HTTP");
    belongs("expectedStatuses", written.expectedStatuses() == null || http, "HTTP");
    belongs("service", written.service() == null || grpc, "GRPC");
    belongs("host", written.host() == null || http || grpc, "HTTP or GRPC");
    return switch (type) {
      case HTTP ->
          new HealthProbe.Http(
              path(written.path()), host(written.host()), statuses(written.expectedStatuses()));
      case TCP -> new HealthProbe.Tcp();
      case GRPC -> new HealthProbe.Grpc(service(written.service()), host(written.host()));
    };
  }

  private void belongs(String field, boolean fits, String type) {
    if (!fits) {
      settings.error(
          field, "belongs to a check of type " + type + "; remove it, or give that type");
    }
  }

  private String path(@Nullable String written) {
    if (written == null || PATH.matcher(written).matches()) {
      return Objects.requireNonNullElse(written, "/");
    }
    settings.error(
        "path",
        PlainText.quote(written)
            + " cannot be asked for; write a path of visible ASCII that begins with /, without #");
    return "/";
  }

  private String host(@Nullable String written) {
    if (written == null) {
      return "";
    }
    return switch (WrittenHost.parse(written)) {
      case WrittenHost.Pattern(HostPattern.Exact(String host)) -> host;
      case WrittenHost.Pattern many -> {
        settings.error(
            "host",
            PlainText.quote(written)
                + " stands for many hosts; give one DNS name such as shop.example.com");
        yield "";
      }
      case WrittenHost.Invalid(String cause) -> {
        settings.error("host", PlainText.quote(written) + " " + cause);
        yield "";
      }
    };
  }

  private String service(@Nullable String written) {
    if (written == null || SERVICE.matcher(written).matches()) {
      return Objects.requireNonNullElse(written, "");
    }
    settings.error(
        "service",
        PlainText.quote(written)
            + " is no name of a gRPC service; write it as in the .proto file, such as"
            + " shop.v1.Orders");
    return "";
  }

  private List<Integer> statuses(@Nullable List<Integer> written) {
    if (written == null) {
      return List.of(200);
    }
    if (written.isEmpty() || written.size() > MAX_STATUSES) {
      settings.error(
          "expectedStatuses", "needs from 1 to " + MAX_STATUSES + " statuses, such as [200, 204]");
      return List.of(200);
    }
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      statuses.add(settings.number("expectedStatuses[" + i + "]", written.get(i), 200, 599, 200));
    }
    return statuses;
  }

  private HealthCheck.Pace pace(dev.sluice.crds.HealthCheck written) {
    long interval = interval("interval", written.interval(), INTERVAL_MILLIS);
    return new HealthCheck.Pace(
        interval,
        interval("unhealthyInterval", written.unhealthyInterval(), interval),
        settings.millis("timeout", written.timeout(), TIMEOUT_MILLIS),
        settings.number("healthyThreshold", written.healthyThreshold(), 1, MAX_THRESHOLD, 2),
        settings.number("unhealthyThreshold", written.unhealthyThreshold(), 1, MAX_THRESHOLD, 3));
  }

  private long interval(String field, @Nullable String written, long otherwise) {
    return settings.atLeast(field, written, MIN_INTERVAL_MILLIS, otherwise);
  }
}
