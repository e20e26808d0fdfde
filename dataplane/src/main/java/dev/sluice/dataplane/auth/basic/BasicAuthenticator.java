package dev.sluice.dataplane.auth.basic;

import dev.sluice.dataplane.auth.line.ClientShare;
import dev.sluice.dataplane.auth.place.Carried;
import dev.sluice.dataplane.auth.place.Places;
import dev.sluice.dataplane.auth.provider.Authenticator;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.identity.Claims;
import dev.sluice.dataplane.identity.Identity;
import dev.sluice.dataplane.identity.IdentityHeader;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.CredentialPlace;
import dev.sluice.snapshot.IdentityProvider;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** User names and passwords in the header {@code Authorization}. */
public final class BasicAuthenticator implements Authenticator {
  private static final Places PLACES =
      new Places(List.of(new CredentialPlace.Header("authorization", "Basic")));

  private static final Outcome WRONG = new Outcome.Refused("wrong user or password");
  private static final Outcome BUSY = new Outcome.Unavailable("too many passwords wait");

  private final IdentityProvider.Basic section;
  private final String lines;
  private final PasswordFile file;
  private final PasswordChecks checks;
  private final String challenge;
  private final Map<String, Outcome> known = new HashMap<>();

  /**
   * @param lines {@code user:hash}
   * @throws IllegalArgumentException if a line is not so
   */
  public BasicAuthenticator(IdentityProvider.Basic section, String lines, PasswordChecks checks) {
    this.section = section;
    this.lines = lines;
    this.file = new PasswordFile(lines);
    this.checks = checks;
    // RFC 7617 section 2.1: we read UTF-8 and nothing else.
    this.challenge = "Basic realm=\"" + section.realm() + "\", charset=\"UTF-8\"";
    file.users().forEach(user -> known.put(user, new Outcome.Known(identity(section, user))));
  }

  private static Identity identity(IdentityProvider.Basic section, String user) {
    List<IdentityHeader> headers =
        section.userHeader().isEmpty()
            ? List.of()
            : IdentityHeader.of(new HttpString(section.userHeader()), user).stream().toList();
    return new Identity(
        section.name(),
        user,
        "",
        List.of(),
        List.of(),
        List.of(),
        Claims.of(Map.of("sub", user)),
        headers);
  }

  /** Whether it was made from the same, so that another need not be made. */
  public boolean isOf(IdentityProvider.Basic other, String otherLines) {
    return section.equals(other) && lines.equals(otherLines);
  }

  /** Where its users stand. */
  public SecretEntry users() {
    return section.users();
  }

  /** Its users, with hashes. */
  public String lines() {
    return lines;
  }

  /** The same with these lines; the very same if they are all. */
  public BasicAuthenticator only(String left) {
    return left.lines().toList().equals(lines.lines().toList())
        ? this
        : new BasicAuthenticator(section, left, checks);
  }

  @Override
  public Outcome authenticate(HttpServerExchange exchange, RequestContext context) {
    return switch (PLACES.find(exchange)) {
      case Carried.Nothing nothing -> Outcome.ABSENT;
      case Carried.Several several -> new Outcome.Refused("several credentials");
      case Carried.One one -> {
        Optional<BasicCredential> credential = BasicCredential.parse(one.credential());
        yield credential.isEmpty()
            ? new Outcome.Refused("malformed credential")
            : compare(credential.get(), context);
      }
    };
  }

  private Outcome compare(BasicCredential credential, RequestContext context) {
    if (file.isEmpty()) {
      return WRONG;
    }
    PasswordChecks.Question question = checks.question(file, credential);
    Optional<PasswordChecks.Verdict> remembered = checks.known(question);
    return remembered.isPresent()
        ? outcome(remembered.get(), credential.user())
        : new Outcome.Later(
            checks
                .check(
                    question,
                    credential.password(),
                    ClientShare.of(context.client(), context.clientAddress()))
                .thenApply(verdict -> outcome(verdict, credential.user())));
  }

  private Outcome outcome(PasswordChecks.Verdict verdict, String user) {
    return switch (verdict) {
      case RIGHT -> Objects.requireNonNull(known.get(user));
      case WRONG -> WRONG;
      case BUSY -> BUSY;
    };
  }

  @Override
  public String challenge(boolean refused) {
    return challenge;
  }

  @Override
  public Places places() {
    return PLACES;
  }

  /** Backends never see a password that is the gateway's to check. */
  @Override
  public void strip(HttpServerExchange exchange, RequestContext context) {
    PLACES.strip(exchange);
  }

  @Override
  public String toString() {
    return "basic(" + section.name() + ", " + file + ")";
  }
}
