package dev.sluice.cli;

import dev.sluice.dataplane.Dataplane;
import dev.sluice.dataplane.DataplaneOptions;
import dev.sluice.dataplane.observe.log.LogTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice run}: the whole gateway in one process, from files. */
@Command(
    name = "run",
    description =
        "Serve the resources in DIR and apply changes as files change. A broken edit keeps the"
            + " last good rules and says what is wrong.",
    footer = {
      "",
      "Examples:",
      "  sluice run examples/quickstart examples/quickstart-local",
      "  sluice run routes/ --http-port 0 --admin-port 0"
    },
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Mixin private DirectoryArguments arguments;

  @Option(
      names = "--http-port",
      paramLabel = "N",
      description =
          "Port of the HTTP listener, instead of the one in the DataPlane (8080 if there is none);"
              + " 0 takes a free one.")
  private Integer httpPort;

  @Option(
      names = "--https-port",
      paramLabel = "N",
      description =
          "Port of the first HTTPS listener, instead of the one in the DataPlane; 0 takes a free"
              + " one.")
  private Integer httpsPort;

  @Option(
      names = "--admin-port",
      paramLabel = "N",
      defaultValue = "9901",
      description =
          "Port of health, metrics and the admin API, at loopback only; 0 takes a free one."
              + " Default: ${DEFAULT-VALUE}.")
  private int adminPort;

  @Option(names = "--no-watch", description = "Read the files once and never again.")
  private boolean noWatch;

  @Option(
      names = "--data-plane",
      paramLabel = "NAMESPACE/NAME",
      description = "Which DataPlane to be, if DIR has several. Default: the one marked default.")
  private String dataPlane;

  @Option(
      names = "--access-log",
      paramLabel = "TARGET",
      defaultValue = "stdout",
      description = "stdout, off, or a file. Default: ${DEFAULT-VALUE}.")
  private String accessLog;

  @Option(
      names = "--audit-log",
      paramLabel = "TARGET",
      defaultValue = "off",
      description =
          "Where each decision about who may pass is told: stdout, off, or a file. Default:"
              + " ${DEFAULT-VALUE}.")
  private String auditLog;

  @Option(
      names = "--cookie-key-file",
      paramLabel = "FILE",
      description =
          "32 or more random bytes that cookies of sticky splits are signed with. Default: random"
              + " ones, good until this process ends.")
  private Path cookieKeyFile;

  @Option(
      names = "--zone",
      paramLabel = "NAME",
      defaultValue = "",
      description =
          "Zone that this process runs in: backends with zoneAware ask their endpoints there first."
              + " Default: none.")
  private String zone;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli fills the fields.
  RunCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    List<Path> directories = arguments.directories();
    ListenerPorts ports =
        new ListenerPorts(chosen("--http-port", httpPort), chosen("--https-port", httpsPort));
    checkPort("--admin-port", adminPort);
    FileWatch watch = FileWatch.of(directories);
    // Two things that take time and do not need each other.
    FutureTask<Dataplane> starting = new FutureTask<>(this::start);
    Thread.ofPlatform().name("start").start(starting);
    LocalConfiguration configuration =
        new LocalConfiguration(
            new KeptResources(directories),
            arguments.clusterRules(),
            dataPlane == null ? "" : dataPlane,
            ports,
            spec.commandLine().getErr());
    LocalConfiguration.Loaded first = configuration.load();
    Dataplane serving = started(starting);
    LocalGateway gateway;
    try {
      gateway = LocalGateway.serve(serving, configuration, first);
    } catch (UserError e) {
      serving.close();
      throw e;
    }
    if (!noWatch) {
      watch.start(gateway::reload);
    }
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("drain")
                .unstarted(
                    () -> {
                      watch.close();
                      serving.drain();
                      serving.close();
                      stopped.countDown();
                    }));
    spec.commandLine()
        .getOut()
        .println(
            "ready http="
                + gateway.httpPort()
                + " admin="
                + serving.adminPort()
                + " version="
                + serving.version()
                + (gateway.httpsPort() == 0 ? "" : " https=" + gateway.httpsPort()));
    spec.commandLine().getOut().flush();
    stopped.await();
    return 0;
  }

  private static OptionalInt chosen(String option, @Nullable Integer port) {
    if (port == null) {
      return OptionalInt.empty();
    }
    checkPort(option, port);
    return OptionalInt.of(port);
  }

  private static void checkPort(String option, int port) {
    if (port < 0 || port > 65535) {
      throw new UserError(option + " " + port + ": a port lies between 0 and 65535.");
    }
  }

  private static Dataplane started(FutureTask<Dataplane> starting) throws InterruptedException {
    try {
      return starting.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UserError wrong) {
        throw wrong;
      }
      throw new IllegalStateException("the data plane does not start", e.getCause());
    }
  }

  private Dataplane start() {
    try {
      DataplaneOptions options =
          DataplaneOptions.local(adminPort)
              .withAccessLog(LogTarget.parse(accessLog))
              .withAuditLog(LogTarget.parse(auditLog))
              .withZone(zone);
      return Dataplane.start(
          cookieKeyFile == null ? options : options.withCookieKeyFile(cookieKeyFile));
    } catch (IOException e) {
      throw new UserError(String.valueOf(e.getMessage()), e);
    }
  }
}
