package dev.sluice.dataplane.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The names of the machine, as the JDK looks them up, with some of a test beside them. All of these
 * end with {@code .scripted.test}; others are looked up as ever.
 */
public final class ScriptedNames extends InetAddressResolverProvider {
  private static final String SUFFIX = ".scripted.test";
  private static final Map<String, String[]> ANSWERS = new ConcurrentHashMap<>();
  private static final Map<String, AtomicInteger> ASKED = new ConcurrentHashMap<>();

  /**
   * @param addresses in this order
   * @return the whole name, which nobody has asked for yet: the JDK remembers answers
   */
  public static String name(String label, String... addresses) {
    String name = label + SUFFIX;
    ANSWERS.put(name, addresses.clone());
    ASKED.put(name, new AtomicInteger());
    return name;
  }

  /** How often somebody looked. */
  public static int asked(String name) {
    AtomicInteger count = ASKED.get(name);
    return count == null ? 0 : count.get();
  }

  @Override
  public InetAddressResolver get(Configuration configuration) {
    InetAddressResolver machine = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        String[] addresses = ANSWERS.get(host);
        if (addresses == null) {
          return machine.lookupByName(host, policy);
        }
        AtomicInteger count = ASKED.get(host);
        if (count != null) {
          count.incrementAndGet();
        }
        return Stream.of(addresses).map(InetAddress::ofLiteral);
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        return machine.lookupByAddress(address);
      }
    };
  }

  @Override
  public String name() {
    return "names of tests";
  }
}
