package dev.sluice.matching;

import dev.sluice.snapshot.Cors;
import dev.sluice.snapshot.RouteRule;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The request that a browser is about to make, as far as its preflight tells (Fetch standard,
 * section 4.8): the method and the names of header fields. The rule that will take it answers the
 * preflight, whose own method is only its envelope.
 *
 * <p>Fields that are announced are there, with an empty value; values, cookies and credentials are
 * not known before the request itself comes.
 */
public final class PreflightRequest implements MatchRequest {
  private static final String METHOD = "access-control-request-method";
  private static final String HEADERS = "access-control-request-headers";

  private final MatchRequest preflight;
  private final String method;

  private PreflightRequest(MatchRequest preflight, String method) {
    this.preflight = preflight;
    this.method = method;
  }

  /** What is announced; empty if the request is no preflight. */
  public static Optional<MatchRequest> announcedBy(MatchRequest request) {
    if (!request.method().equals("OPTIONS") || request.header("origin") == null) {
      return Optional.empty();
    }
    String method = request.header(METHOD);
    return method == null ? Optional.empty() : Optional.of(new PreflightRequest(request, method));
  }

  /** Whether preflights go to this rule; otherwise they are requests like any other. */
  public static boolean isAnsweredBy(RouteRule rule) {
    return rule.policies().access().cors() instanceof Cors.On;
  }

  @Override
  public String host() {
    return preflight.host();
  }

  @Override
  public String path() {
    return preflight.path();
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public @Nullable String header(String name) {
    String value = preflight.header(name);
    return value == null && announces(name) ? "" : value;
  }

  private boolean announces(String name) {
    String names = preflight.header(HEADERS);
    if (names == null) {
      return false;
    }
    spend(names.length());
    int start = 0;
    while (start <= names.length()) {
      int comma = names.indexOf(',', start);
      int end = comma < 0 ? names.length() : comma;
      if (names.substring(start, end).strip().toLowerCase(Locale.ROOT).equals(name)) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }

  @Override
  public @Nullable String queryParam(String name) {
    return preflight.queryParam(name);
  }

  @Override
  public @Nullable String cookie(String name) {
    return preflight.cookie(name);
  }

  @Override
  public void spend(long steps) {
    preflight.spend(steps);
  }

  @Override
  public @Nullable IpAddress client() {
    return preflight.client();
  }
}
