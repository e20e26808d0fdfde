package dev.sluice.dataplane.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostsFileTest {
  @TempDir private Path directory;

  private static List<String> addresses(HostsFile hosts, String name) {
    return hosts.lookup(name, any -> Optional.empty()).toCompletableFuture().join()
            instanceof NameAnswer.Found found
        ? found.addresses().stream().map(String::valueOf).toList()
        : List.of();
  }

  private HostsFile reading(Path file) {
    return new HostsFile(
        file,
        (name, whyNot) -> CompletableFuture.completedFuture(new NameAnswer.Failed("asked others")));
  }

  @Test
  void itsNamesAreKnownAndOthersAreAskedFor() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("hosts"),
            """
            # a comment
            127.0.0.1  localhost
            ::1        localhost ip6-localhost
            192.0.2.7  Partner.test partner   # another
            not-an-address  broken.test
            """);
    HostsFile hosts = reading(file);
    assertThat(addresses(hosts, "partner.test")).containsExactly("192.0.2.7");
    assertThat(addresses(hosts, "localhost")).containsExactly("127.0.0.1", "::1");
    assertThat(addresses(hosts, "broken.test")).isEmpty();
    assertThat(addresses(hosts, "other.test")).isEmpty();
  }

  @Test
  void aChangeOfTheFileIsSeen() throws IOException {
    Path file = Files.writeString(directory.resolve("hosts"), "192.0.2.7 a.test\n");
    HostsFile hosts = reading(file);
    assertThat(addresses(hosts, "a.test")).containsExactly("192.0.2.7");
    Files.writeString(file, "192.0.2.123 a.test\n");
    assertThat(addresses(hosts, "a.test")).containsExactly("192.0.2.123");
    Files.delete(file);
    assertThat(addresses(hosts, "a.test")).isEmpty();
    assertThat(addresses(hosts, "app.localhost")).containsExactly("127.0.0.1", "::1");
  }

  @Test
  void nameServersAreReadFromTheSystemsFile() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("resolv.conf"),
            "search svc.cluster.local\nnameserver 10.96.0.10\nnameserver fd00::a\noptions ndots:5\n");
    assertThat(NameServers.read(file))
        .map(server -> server.getAddress().getHostAddress() + " " + server.getPort())
        .containsExactly("10.96.0.10 53", "fd00:0:0:0:0:0:0:a 53");
    assertThat(NameServers.read(directory.resolve("none")))
        .map(server -> server.getAddress().getHostAddress())
        .containsExactly("127.0.0.1");
  }
}
