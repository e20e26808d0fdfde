package dev.sluice.dataplane;

import dev.sluice.dataplane.handler.BodyPace;
import dev.sluice.dataplane.observe.LogTarget;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

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
    return new DataplaneOptions(
        value,
        adminPort,
        statusPort,
        ioThreads,
        accessLog,
        auditLog,
        drainDelay,
        drainLimit,
        bodyPace,
        cookieKeyFile,
        dnsServers,
        zone);
  }

  public DataplaneOptions withAccessLog(LogTarget value) {
    return new DataplaneOptions(
        address,
        adminPort,
        statusPort,
        ioThreads,
        value,
        auditLog,
        drainDelay,
        drainLimit,
        bodyPace,
        cookieKeyFile,
        dnsServers,
        zone);
  }

  public DataplaneOptions withAuditLog(LogTarget value) {
    return new DataplaneOptions(
        address,
        adminPort,
        statusPort,
        ioThreads,
        accessLog,
        value,
        drainDelay,
        drainLimit,
        bodyPace,
        cookieKeyFile,
        dnsServers,
        zone);
  }

  public DataplaneOptions withStatusPort(int value) {
    return new DataplaneOptions(
        address,
        adminPort,
        OptionalInt.of(value),
        ioThreads,
        accessLog,
        auditLog,
        drainDelay,
        drainLimit,
        bodyPace,
        cookieKeyFile,
        dnsServers,
        zone);
  }

  public DataplaneOptions withDrain(Duration delay, Duration limit) {
    return new DataplaneOptions(
        address,
        adminPort,
        statusPort,
        ioThreads,
        accessLog,
        auditLog,
        delay,
        limit,
        bodyPace,
        cookieKeyFile,
        dnsServers,
        zone);
  }

  public DataplaneOptions withBodyPace(BodyPace value) {
    return new DataplaneOptions(
        address,
        adminPort,
        statusPort,
        ioThreads,
        accessLog,
        auditLog,
        drainDelay,
        drainLimit,
        value,
        cookieKeyFile,
        dnsServers,
        zone);
  }

  public DataplaneOptions withCookieKeyFile(Path value) {
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
        Optional.of(value),
        dnsServers,
        zone);
  }

  public DataplaneOptions withDnsServers(List<InetSocketAddress> value) {
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
        List.copyOf(value),
        zone);
  }

  public DataplaneOptions withZone(String value) {
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
        dnsServers,
        value);
  }
}
