package dev.sluice.dataplane.auth.line;

import dev.sluice.matching.IpAddress;
import org.jspecify.annotations.Nullable;

/** Who takes turns with others: whoever has an address of IPv6 has all that begin as it does. */
public final class ClientShare {
  /** What providers give to one customer at least (RFC 6177). */
  private static final int OF_ONE_CLIENT = 64;

  private ClientShare() {}

  /**
   * @param text for a client whose address is not known
   */
  public static String of(@Nullable IpAddress client, String text) {
    return client == null || client.isV4() ? text : client.masked(OF_ONE_CLIENT).toString();
  }

  /**
   * @param address as text
   */
  public static String of(String address) {
    return address.indexOf(':') < 0 ? address : of(IpAddress.parse(address).orElse(null), address);
  }
}
