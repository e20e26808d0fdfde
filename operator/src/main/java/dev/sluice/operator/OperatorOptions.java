package dev.sluice.operator;

import dev.sluice.compiler.resource.ClusterRules;
import dev.sluice.matching.Cidr;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What an administrator decides about an operator replica. Tests set the fields. */
@Command(
    name = "operator",
    mixinStandardHelpOptions = true,
    description = "Watches, compiles, provisions, publishes, reports.")
final class OperatorOptions {
  @Option(
      names = "--namespace",
      defaultValue = "${env:POD_NAMESPACE:-sluice-system}",
      description = "The operator's own namespace: lease and certificates. (${DEFAULT-VALUE})")
  String namespace = "sluice-system";

  @Option(
      names = "--replica-name",
      defaultValue = "${env:POD_NAME:-${env:HOSTNAME:-sluice-operator}}",
      description = "Name of this replica, unique among all. (${DEFAULT-VALUE})")
  String replicaName = "sluice-operator";

  @Option(
      names = "--image",
      defaultValue = "${env:SLUICE_IMAGE:-ghcr.io/sluice/sluice:latest}",
      description = "Image of the data planes. (${DEFAULT-VALUE})")
  String image = "ghcr.io/sluice/sluice:latest";

  @Option(
      names = "--config-service",
      defaultValue = "",
      description =
          "Where data planes find the operator, HOST:PORT. (sluice-operator-headless.NAMESPACE.svc:9443)")
  String configService = "";

  @Option(
      names = "--push-address",
      defaultValue = "0.0.0.0",
      description = "Address of the config service. (${DEFAULT-VALUE})")
  String pushAddress = "0.0.0.0";

  @Option(
      names = "--push-port",
      defaultValue = "9443",
      description = "Port of the config service; 0: a free one. (${DEFAULT-VALUE})")
  int pushPort = 9443;

  @Option(
      names = "--health-port",
      defaultValue = "8081",
      description = "Port of /healthz, /readyz and /metrics; 0: a free one. (${DEFAULT-VALUE})")
  int healthPort = 8081;

  @Option(
      names = "--epoch",
      defaultValue = "0",
      description =
          "Raise it after the cluster's store was restored from a backup, so that data planes accept"
              + " the older state. (${DEFAULT-VALUE})")
  long epoch;

  @Option(
      names = "--lease-duration",
      defaultValue = "15s",
      converter = DurationConverter.class,
      description = "How long a leader that is gone still counts as one. (${DEFAULT-VALUE})")
  Duration leaseDuration = Duration.ofSeconds(15);

  @Option(
      names = "--allow-backend-cidr",
      converter = CidrConverter.class,
      description = "Addresses that backends may have although they are refused otherwise.")
  List<Cidr> allowedBackends = new ArrayList<>();

  @Option(
      names = "--deny-backend-cidr",
      converter = CidrConverter.class,
      description =
          "Addresses that no backend may have besides, such as those of the nodes and of Services.")
  List<Cidr> deniedBackends = new ArrayList<>();

  /** Between two writes of the health of one object. No option: only tests change it. */
  Duration healthPause = Duration.ofSeconds(5);

  /** Between two writes of what was published. No option: only tests change it. */
  Duration keepPause = Duration.ofSeconds(3);

  String configServiceOrDefault() {
    return configService.isEmpty()
        ? "sluice-operator-headless." + namespace + ".svc:9443"
        : configService;
  }

  ClusterRules rules() {
    return new ClusterRules(allowedBackends, deniedBackends, false);
  }

  private static final class DurationConverter implements ITypeConverter<Duration> {
    private static final Pattern SECONDS = Pattern.compile("([1-9][0-9]{0,4})(ms|s|m)");

    @Override
    public Duration convert(String text) {
      Matcher matcher = SECONDS.matcher(text);
      if (!matcher.matches()) {
        throw new TypeConversionException("'" + text + "' is no duration such as 15s or 500ms");
      }
      long number = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(number);
        case "s" -> Duration.ofSeconds(number);
        default -> Duration.ofMinutes(number);
      };
    }
  }

  private static final class CidrConverter implements ITypeConverter<Cidr> {
    @Override
    public Cidr convert(String text) {
      return Cidr.parse(text)
          .orElseThrow(
              () -> new TypeConversionException("'" + text + "' is no network such as 10.0.0.0/8"));
    }
  }
}
