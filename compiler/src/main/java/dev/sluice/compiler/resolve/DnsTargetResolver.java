package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.BackendReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.crds.BackendTarget;
import dev.sluice.matching.BackendHost;
import dev.sluice.snapshot.BackendLocation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code target.dns} of a ServiceBackend. Only the name is judged here; what it leads to is judged
 * by the data plane whenever it connects.
 */
final class DnsTargetResolver {
  private static final String PATH = "spec.target.dns";
  private final BackendAddresses addresses;
  private final Diagnostics diagnostics;

  DnsTargetResolver(BackendAddresses addresses, Diagnostics diagnostics) {
    this.addresses = addresses;
    this.diagnostics = diagnostics;
  }

  /** The name if it can be one, which is also the default for the name on its certificate. */
  static @Nullable String hostname(@Nullable BackendTarget target, BackendAddresses addresses) {
    BackendTarget.DnsTarget dns = target == null ? null : target.dns();
    String written = dns == null ? null : dns.hostname();
    return written != null
            && BackendHost.read(written, addresses.areLocal())
                instanceof BackendHost.Name(String name)
        ? name
        : null;
  }

  /** {@link BackendLocation#LISTED} if it cannot be used, which is told. */
  BackendLocation resolve(@Nullable BackendTarget target) {
    if (target == null
        || target.dns() == null
        || target.service() != null
        || target.staticEndpoints() != null) {
      return BackendLocation.LISTED;
    }
    int port = Objects.requireNonNullElse(target.dns().port(), 0);
    boolean portIsGood = portIsGood(port);
    String written = Objects.requireNonNullElse(target.dns().hostname(), "");
    switch (BackendHost.read(written, addresses.areLocal())) {
      case BackendHost.Name(String name) -> {
        return portIsGood ? new BackendLocation.Dns(name, port) : BackendLocation.LISTED;
      }
      case BackendHost.Refused(BackendHost.Because because, String why) -> {
        diagnostics.error(
            reason(because), PATH + ".hostname", PlainText.quote(written) + " " + why);
        return BackendLocation.LISTED;
      }
    }
  }

  private static BackendReason reason(BackendHost.Because because) {
    return switch (because) {
      case NO_NAME -> BackendReason.INVALID_ADDRESS;
      case FORBIDDEN -> BackendReason.ADDRESS_NOT_ALLOWED;
    };
  }

  private boolean portIsGood(int port) {
    if (port < 1 || port > 65_535) {
      diagnostics.error(
          BackendReason.INVALID_ADDRESS,
          PATH + ".port",
          port + " is no port; give a number from 1 to 65535");
      return false;
    }
    return true;
  }
}
