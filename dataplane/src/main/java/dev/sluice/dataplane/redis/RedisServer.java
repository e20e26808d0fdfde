package dev.sluice.dataplane.redis;

/**
 * @param host without brackets
 */
record RedisServer(String host, int port) {
  /**
   * @param written {@code HOST:PORT}, an IPv6 address in brackets
   */
  static RedisServer of(String written) {
    int colon = written.lastIndexOf(':');
    String host = written.substring(0, colon);
    return new RedisServer(
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        Integer.parseInt(written.substring(colon + 1)));
  }
}
