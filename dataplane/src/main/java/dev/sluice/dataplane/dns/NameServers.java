package dev.sluice.dataplane.dns;

import dev.sluice.matching.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Who is asked: the name servers of {@code resolv.conf(5)}. Its search list is not used. */
public final class NameServers {
  private static final int PORT = 53;

  /** As many as the C library asks. */
  private static final int MAX = 3;

  private NameServers() {}

  /** Those of this machine; the one at loopback where nothing is said. */
  public static List<InetSocketAddress> ofSystem() {
    return read(Path.of("/etc/resolv.conf"));
  }

  static List<InetSocketAddress> read(Path file) {
    List<InetSocketAddress> servers = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        String[] words = line.strip().split("\\s+");
        if (words.length >= 2 && words[0].equals("nameserver") && servers.size() < MAX) {
          IpAddress.parse(words[1])
              .map(address -> InetAddress.ofLiteral(address.toString()))
              .ifPresent(address -> servers.add(new InetSocketAddress(address, PORT)));
        }
      }
    } catch (IOException e) {
      // As if it were empty, which means the same to the C library.
    }
    return servers.isEmpty()
        ? List.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), PORT))
        : List.copyOf(servers);
  }
}
