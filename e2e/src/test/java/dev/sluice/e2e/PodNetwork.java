package dev.sluice.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A network of local processes that stand for pods: each in a network namespace of its own, joined
 * by a bridge. EndpointSlices refuse loopback addresses, so pods need real ones.
 */
final class PodNetwork implements AutoCloseable {
  private final String bridge;
  private final String prefix;
  private final List<String> namespaces = new ArrayList<>();
  private final List<PodProcess> pods = new ArrayList<>();
  private int lastHost = 1;

  private PodNetwork(String bridge, String prefix) {
    this.bridge = bridge;
    this.prefix = prefix;
  }

  /**
   * @throws IOException if this machine does not let us: it takes root and iproute2
   */
  static PodNetwork create() throws IOException, InterruptedException {
    long number = ProcessHandle.current().pid() % 200;
    PodNetwork network = new PodNetwork("slb" + number, "10.213." + number + ".");
    network.removeLeftovers();
    Shell.run("ip", "link", "add", network.bridge, "type", "bridge");
    Shell.run("ip", "addr", "add", network.hostAddress() + "/24", "dev", network.bridge);
    Shell.run("ip", "link", "set", network.bridge, "up");
    return network;
  }

  /** What a run under the same number left behind when it was killed. */
  private void removeLeftovers() throws IOException, InterruptedException {
    for (String line : Shell.run("ip", "netns", "list").split("\n")) {
      String namespace = line.split(" ", 2)[0];
      if (namespace.startsWith(bridge + "-")) {
        Shell.run("ip", "netns", "del", namespace);
      }
    }
    if (Shell.run("ip", "-o", "link", "show", "type", "bridge").contains(" " + bridge + ":")) {
      Shell.run("ip", "link", "del", bridge);
    }
  }

  /** The address at which pods reach processes outside (the operator, the API server). */
  String hostAddress() {
    return prefix + "1";
  }

  /** Takes the next address for a pod that will be started there. */
  synchronized Pod pod(String name) throws IOException, InterruptedException {
    lastHost++;
    String namespace = bridge + "-" + lastHost;
    String outside = bridge + "v" + lastHost;
    String address = prefix + lastHost;
    Shell.run("ip", "netns", "add", namespace);
    namespaces.add(namespace);
    Shell.run(
        "ip", "link", "add", outside, "type", "veth", "peer", "name", "eth0", "netns", namespace);
    Shell.run("ip", "link", "set", outside, "master", bridge, "up");
    Shell.run("ip", "-n", namespace, "addr", "add", address + "/24", "dev", "eth0");
    Shell.run("ip", "-n", namespace, "link", "set", "eth0", "up");
    Shell.run("ip", "-n", namespace, "link", "set", "lo", "up");
    return new Pod(name, namespace, address);
  }

  /** A network namespace with an address, in which a process can run. */
  final class Pod {
    private final String name;
    private final String namespace;
    private final String address;

    private Pod(String name, String namespace, String address) {
      this.name = name;
      this.namespace = namespace;
      this.address = address;
    }

    String name() {
      return name;
    }

    String address() {
      return address;
    }

    PodProcess start(List<String> command, Map<String, String> environment, Path log)
        throws IOException {
      List<String> inside = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
      inside.addAll(command);
      PodProcess process = PodProcess.start(name, inside, environment, log);
      synchronized (PodNetwork.this) {
        pods.add(process);
      }
      return process;
    }
  }

  @Override
  public synchronized void close() throws IOException, InterruptedException {
    pods.forEach(PodProcess::kill);
    for (String namespace : namespaces) {
      Shell.run("ip", "netns", "del", namespace);
    }
    Shell.run("ip", "link", "del", bridge);
  }
}
