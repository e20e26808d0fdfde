package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.matching.WrittenHost;
import dev.sluice.snapshot.HostPattern;
import org.jspecify.annotations.Nullable;

/** One host name, to be sent to: no wildcard, and no port. */
final class PreciseHost {
  private PreciseHost() {}

  /** The name in the form that is sent; empty if none is written, or after a diagnostic. */
  static String of(@Nullable String written, String field, Diagnostics diagnostics) {
    if (written == null) {
      return "";
    }
    return switch (WrittenHost.parse(written)) {
      case WrittenHost.Pattern(HostPattern.Exact(String host)) -> host;
      case WrittenHost.Pattern pattern -> {
        diagnostics.error(
            RouteReason.INVALID_HOSTNAME,
            field,
            PlainText.quote(written)
                + " stands for many hosts, and a request goes to one; give a DNS name such as"
                + " shop.example.com");
        yield "";
      }
      case WrittenHost.Invalid(String cause) -> {
        diagnostics.error(
            RouteReason.INVALID_HOSTNAME, field, PlainText.quote(written) + " " + cause);
        yield "";
      }
    };
  }
}
