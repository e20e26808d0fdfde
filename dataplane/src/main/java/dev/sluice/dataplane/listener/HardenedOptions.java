package dev.sluice.dataplane.listener;

import io.undertow.UndertowOptions;
import org.xnio.OptionMap;
import org.xnio.Options;

/** What Undertow and XNIO leave open by default and an edge must not. */
final class HardenedOptions {
  /** Requests and connections. Limits that answer with their own status are handlers. */
  static final OptionMap HTTP =
      OptionMap.builder()
          // Half a head, or none, must not hold a connection for ever.
          .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, 10_000)
          .set(UndertowOptions.NO_REQUEST_TIMEOUT, 60_000)
          // Twice what HeaderFieldCheck lets through: it answers 431, the parser a bare 400.
          .set(UndertowOptions.MAX_HEADER_SIZE, 64 * 1024)
          .set(UndertowOptions.MAX_HEADERS, 200)
          .set(UndertowOptions.MAX_COOKIES, 100)
          .set(UndertowOptions.MAX_PARAMETERS, 1_000)
          // Undertow's own limit ends in the wrong status; the routes have theirs.
          .set(UndertowOptions.MAX_ENTITY_SIZE, -1L)
          .set(UndertowOptions.ENABLE_HTTP2, false)
          .set(UndertowOptions.HTTP2_SETTINGS_ENABLE_PUSH, false)
          .set(UndertowOptions.HTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 100)
          .set(UndertowOptions.MAX_CONCURRENT_REQUESTS_PER_CONNECTION, 100)
          // A pipelined request waits for the answer to the one before it, and none is lost.
          .set(UndertowOptions.BUFFER_PIPELINED_DATA, false)
          .set(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
          .set(UndertowOptions.DECODE_URL, true)
          .set(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, false)
          .set(UndertowOptions.ALLOW_UNKNOWN_PROTOCOLS, false)
          .getMap();

  /** The listening socket and those that it accepts. */
  static final OptionMap SOCKET =
      OptionMap.builder()
          .set(Options.BACKLOG, 4_096)
          .set(Options.REUSE_ADDRESSES, true)
          .set(Options.TCP_NODELAY, true)
          .set(Options.KEEP_ALIVE, true)
          .set(Options.CONNECTION_HIGH_WATER, 20_000)
          .set(Options.CONNECTION_LOW_WATER, 18_000)
          .getMap();

  /** A body that does not move for so long, in either direction, ends its connection. */
  static final long STALL_NANOS = 30_000_000_000L;

  /** As {@link #STALL_NANOS}, whatever the connection is used for, tunnels excepted. */
  static final long IDLE_NANOS = 300_000_000_000L;

  private HardenedOptions() {}
}
