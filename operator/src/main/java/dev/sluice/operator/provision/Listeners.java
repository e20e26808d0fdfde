package dev.sluice.operator.provision;

import dev.sluice.crds.DataPlane;
import dev.sluice.crds.ListenerSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ports that a data plane listens at. */
final class Listeners {
  private Listeners() {}

  /** Name to port; a port that is given twice counts once, as the compiler says in the status. */
  static Map<String, Integer> ports(DataPlane dataPlane) {
    List<ListenerSpec> listeners =
        dataPlane.getSpec() == null ? List.of() : dataPlane.getSpec().listeners();
    Map<String, Integer> ports = new LinkedHashMap<>();
    for (ListenerSpec listener : listeners) {
      if (!ports.containsValue(listener.port())) {
        ports.putIfAbsent(listener.name(), listener.port());
      }
    }
    return ports.isEmpty() ? Map.of("http", 8080) : ports;
  }

  /** Port names of containers and Services have at most 15 characters. */
  static String portName(String listener, int port) {
    return listener.length() <= 15 ? listener : "port-" + port;
  }
}
