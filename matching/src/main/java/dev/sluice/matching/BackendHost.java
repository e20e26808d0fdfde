package dev.sluice.matching;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Names that a backend may be looked up by. The compiler judges what is written, the data plane
 * judges every name that an answer of the DNS leads on to.
 */
public sealed interface BackendHost {
  /**
   * @param name in lower case, without trailing dot
   */
  record Name(String name) implements BackendHost {}

  /**
   * @param why the words after the name, with the cure
   */
  record Refused(Because because, String why) implements BackendHost {}

  /** What kind of mistake it is. */
  enum Because {
    /** Not a host name, or an address in whatever writing. */
    NO_NAME,
    /** A name that would lead where nobody may go. */
    FORBIDDEN
  }

  /** Written as one should, but in the wrong place. */
  Refused ADDRESS =
      new Refused(Because.NO_NAME, "is an address; write addresses under spec.target.static");

  /** Names that clouds give their metadata services. */
  Set<String> METADATA =
      Set.of(
          "metadata",
          "metadata.google.internal",
          "metadata.goog",
          "instance-data",
          "instance-data.ec2.internal",
          "metadata.azure.internal",
          "metadata.platformequinix.com",
          "metadata.packet.net",
          "metadata.tencentyun.com");

  /** What ends so is a Service or a pod of some namespace, whose consent nobody has asked. */
  List<String> CLUSTER = List.of(".svc", ".cluster.local");

  /** Short names of the API server. */
  Set<String> API_SERVER = Set.of("kubernetes", "kubernetes.default");

  /**
   * @param local whether the gateway itself may be meant: one process on one machine
   */
  static BackendHost read(String written, boolean local) {
    if (IpAddress.parse(written).isPresent()) {
      return ADDRESS;
    }
    return switch (HostName.normalize(written)) {
      case HostName.Refused(HostName.Reason reason) ->
          new Refused(Because.NO_NAME, reason.text() + "; write a host name in full");
      case HostName.Host host when host.port().isPresent() ->
          new Refused(Because.NO_NAME, "has a port; write it into the field port");
      case HostName.Host host when host.name().startsWith("[") -> ADDRESS;
      case HostName.Host host ->
          whyNot(host.name(), local)
              .<BackendHost>map(why -> new Refused(Because.FORBIDDEN, why))
              .orElseGet(
                  () ->
                      host.name().indexOf('.') < 0 && !local
                          ? new Refused(
                              Because.NO_NAME,
                              "has no dot; write the host name in full, for nothing is added to it")
                          : new Name(host.name()));
    };
  }

  /**
   * Why a name may not be followed, although it is one: the words after it, with the cure.
   *
   * @param name in lower case, without trailing dot
   */
  static Optional<String> whyNot(String name, boolean local) {
    if (METADATA.contains(name)) {
      return Optional.of("is a cloud's metadata service, and no request goes there");
    }
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      return local
          ? Optional.empty()
          : Optional.of("is the gateway itself; give the name of the backend");
    }
    if (API_SERVER.contains(name) || CLUSTER.stream().anyMatch(name::endsWith)) {
      return Optional.of(
          "is a name inside the cluster, which would go past the consent of its namespace; refer to"
              + " the Service with spec.target.service in a ServiceBackend of that namespace");
    }
    return Optional.empty();
  }
}
