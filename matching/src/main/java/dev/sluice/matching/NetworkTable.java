package dev.sluice.matching;

import java.util.Arrays;
import java.util.Map;

/**
 * Networks with a number each, and the number of the smallest network that an address is in. A
 * binary trie in one array for each family: a look-up follows at most as many links as the address
 * has bits, and allocates nothing.
 */
public final class NetworkTable {
  /** What {@link #find} answers for an address in no network. */
  public static final int NONE = -1;

  /** Of each node: the node behind a 0, the node behind a 1, the number. 0 is the root. */
  private static final int WIDTH = 3;

  private final int[] v4;
  private final int[] v6;

  private NetworkTable(int[] v4, int[] v6) {
    this.v4 = v4;
    this.v6 = v6;
  }

  /**
   * @param networks with numbers of 0 or more
   */
  public static NetworkTable of(Map<Cidr, Integer> networks) {
    Builder v4 = new Builder();
    Builder v6 = new Builder();
    networks.forEach((cidr, number) -> (cidr.network().isV4() ? v4 : v6).add(cidr, number));
    return new NetworkTable(v4.build(), v6.build());
  }

  public int find(IpAddress address) {
    int[] nodes = address.isV4() ? v4 : v6;
    int bits = address.bits();
    int node = 0;
    int found = nodes[2];
    for (int i = 0; i < bits; i++) {
      node = nodes[node * WIDTH + bit(address, i)];
      if (node == 0) {
        return found;
      }
      int number = nodes[node * WIDTH + 2];
      found = number == NONE ? found : number;
    }
    return found;
  }

  private static int bit(IpAddress address, int index) {
    return address.octet(index >> 3) >> (7 - (index & 7)) & 1;
  }

  private static final class Builder {
    private int[] nodes = {0, 0, NONE};
    private int count = 1;

    void add(Cidr cidr, int number) {
      int node = 0;
      for (int i = 0; i < cidr.prefix(); i++) {
        int link = node * WIDTH + bit(cidr.network(), i);
        if (nodes[link] == 0) {
          // Not in one line: appending may put another array in place of this one.
          int next = append();
          nodes[link] = next;
        }
        node = nodes[link];
      }
      nodes[node * WIDTH + 2] = number;
    }

    private int append() {
      if ((count + 1) * WIDTH > nodes.length) {
        nodes = Arrays.copyOf(nodes, nodes.length * 2);
      }
      nodes[count * WIDTH + 2] = NONE;
      return count++;
    }

    int[] build() {
      return Arrays.copyOf(nodes, count * WIDTH);
    }
  }
}
