package dev.sluice.dataplane;

import dev.sluice.dataplane.handler.BodyPace;
import dev.sluice.dataplane.observe.log.LogTarget;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * What differs between the processes that contain a data plane.
 *
 * @param address where listeners bind
 * @param adminPort everything of the admin API, at loopback only; 0 takes a free one
 * @param statusPort health and metrics at {@code address}, for the cluster's probes
 * @param ioThreads 1 or more
 * @param auditLog where decisions about who may pass are told
 * @param drainDelay how long new connections are still taken after readiness went off
 * @param drainLimit how long requests under way may then go on
 * @param bodyPace how slow a request body may be
 * @param cookieKeyFile holds 32 or more bytes that cookies are signed with; without it they are
 *     signed with random ones, good for this process only
 * @param stateDirectory where keys of issuers are kept for the next start; without it there are
 *     none until they are fetched
 * @param zone that the process runs in; empty if that is not known
 * @param dnsServers who is asked for the names of backends; none: those of the machine
 */
public record DataplaneOptions(
    InetAddress address,
    int adminPort,
    OptionalInt statusPort,
    int ioThreads,
    LogTarget accessLog,
    LogTarget auditLog,
    Duration drainDelay,
    Duration drainLimit,
    BodyPace bodyPace,
    Optional<Path> cookieKeyFile,
    Optional<Path> stateDirectory,
    List<InetSocketAddress> dnsServers,
    String zone) {

  /** As {@code sluice run} wants it: one admin port, no delay, all interfaces. */
  public static DataplaneOptions local(int adminPort) {
    return new DataplaneOptions(
        anyAddress(),
        adminPort,
        OptionalInt.empty(),
        defaultIoThreads(),
        new LogTarget.Off(),
        new LogTarget.Off(),
        Duration.ZERO,
        Duration.ofSeconds(30),
        BodyPace.DEFAULT,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        "");
  }

  public static int defaultIoThreads() {
    return Math.max(2, Runtime.getRuntime().availableProcessors());
  }

  static InetAddress anyAddress() {
    return InetAddress.ofLiteral("0.0.0.0");
  }

  public DataplaneOptions withAddress(InetAddress value) {
    return with(draft -> draft.address = value);
  }

  public DataplaneOptions withAccessLog(LogTarget value) {
    return with(draft -> draft.accessLog = value);
  }

  public DataplaneOptions withAuditLog(LogTarget value) {
    return with(draft -> draft.auditLog = value);
  }

  public DataplaneOptions withDrain(Duration delay, Duration limit) {
    return with(
        draft -> {
          draft.drainDelay = delay;
          draft.drainLimit = limit;
        });
  }

  public DataplaneOptions withBodyPace(BodyPace value) {
    return with(draft -> draft.bodyPace = value);
  }

  public DataplaneOptions withCookieKeyFile(Path value) {
    return with(draft -> draft.cookieKeyFile = Optional.of(value));
  }

  public DataplaneOptions withStateDirectory(Path value) {
    return with(draft -> draft.stateDirectory = Optional.of(value));
  }

  public DataplaneOptions withDnsServers(List<InetSocketAddress> value) {
    return with(draft -> draft.dnsServers = List.copyOf(value));
  }

  public DataplaneOptions withZone(String value) {
    return with(draft -> draft.zone = value);
  }

  private DataplaneOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.options();
  }

  /** The same, while it is changed. */
  private static final class Draft {
    private InetAddress address;
    private int adminPort;
    private OptionalInt statusPort;
    private int ioThreads;
    private LogTarget accessLog;
    private LogTarget auditLog;
    private Duration drainDelay;
    private Duration drainLimit;
    private BodyPace bodyPace;
    private Optional<Path> cookieKeyFile;
    private Optional<Path> stateDirectory;
    private List<InetSocketAddress> dnsServers;
    private String zone;

    private Draft(DataplaneOptions from) {
      address = from.address;
      adminPort = from.adminPort;
      statusPort = from.statusPort;
      ioThreads = from.ioThreads;
      accessLog = from.accessLog;
      auditLog = from.auditLog;
      drainDelay = from.drainDelay;
      drainLimit = from.drainLimit;
      bodyPace = from.bodyPace;
      cookieKeyFile = from.cookieKeyFile;
      stateDirectory = from.stateDirectory;
      dnsServers = from.dnsServers;
      zone = from.zone;
    }

    private DataplaneOptions options() {
      return new DataplaneOptions(
          address,
          adminPort,
          statusPort,
          ioThreads,
          accessLog,
          auditLog,
          drainDelay,
          drainLimit,
          bodyPace,
          cookieKeyFile,
          stateDirectory,
          dnsServers,
          zone);
    }
  }
}
