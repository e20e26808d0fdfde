package dev.sluice.snapshot;

import java.time.Duration;

/**
 * @param request from the whole request head to the last byte of the response; tunnels (WebSocket)
 *     and event streams leave it behind once their response begins
 * @param backendRequest the same for one attempt at a backend
 * @param idle a tunnel or event stream ends when neither side moved anything for so long
 */
public record RouteTimeouts(Timeout request, Timeout backendRequest, Timeout idle) {
  /** When nothing else is said. */
  public static final RouteTimeouts DEFAULT = ofRequest(Timeout.after(Duration.ofSeconds(60)));

  /** The others as they are by default. */
  public static RouteTimeouts ofRequest(Timeout request) {
    return new RouteTimeouts(request, Timeout.NONE, Timeout.after(Duration.ofMinutes(5)));
  }
}
