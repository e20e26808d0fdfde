package dev.sluice.matching;

import java.util.List;
import java.util.stream.Collectors;

/** A condition on the address of the client: within any of the networks. */
public record ClientCondition(List<Cidr> networks) implements Condition {
  public ClientCondition {
    networks = List.copyOf(networks);
  }

  /**
   * @throws IllegalArgumentException if one is not in CIDR notation
   */
  static ClientCondition of(List<String> cidrs) {
    return new ClientCondition(
        cidrs.stream()
            .map(
                cidr ->
                    Cidr.parse(cidr)
                        .orElseThrow(() -> new IllegalArgumentException("no network: " + cidr)))
            .toList());
  }

  @Override
  public boolean holds(MatchRequest request) {
    IpAddress client = request.client();
    if (client == null) {
      return false;
    }
    for (int i = 0; i < networks.size(); i++) {
      if (networks.get(i).contains(client)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String text() {
    return "client in " + networks.stream().map(Cidr::toString).collect(Collectors.joining(", "));
  }

  @Override
  public String found(MatchRequest request) {
    IpAddress client = request.client();
    return client == null ? "client has no address" : "client is " + client;
  }
}
