package dev.sluice.dataplane.auth.token;

import dev.sluice.dataplane.identity.Claims;
import dev.sluice.dataplane.identity.Identity;
import dev.sluice.dataplane.identity.IdentityHeader;
import dev.sluice.snapshot.ForwardedClaim;
import dev.sluice.snapshot.IdentityProvider.ClaimNames;
import io.undertow.util.HttpString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Claims to identity, as one provider maps them. */
public final class TokenOwner {
  private static final int DEPTH = 4;

  private final String provider;
  private final ClaimNames names;
  private final List<Header> headers;

  private record Header(String claim, HttpString name) {}

  /**
   * @param provider its name
   * @param told what backends are told
   */
  public TokenOwner(String provider, ClaimNames names, List<ForwardedClaim> told) {
    this.provider = provider;
    this.names = names;
    this.headers =
        told.stream()
            .map((ForwardedClaim each) -> new Header(each.claim(), new HttpString(each.header())))
            .toList();
  }

  public Identity of(Map<String, @Nullable Object> written) {
    Claims claims = Claims.of(flat(written));
    List<IdentityHeader> told = new ArrayList<>(headers.size());
    for (Header header : headers) {
      IdentityHeader.of(header.name(), claims.texts(header.claim())).ifPresent(told::add);
    }
    return new Identity(
        provider,
        claims.text(names.user()),
        claims.text(names.tenant()),
        claims.texts(names.roles()),
        scopes(claims.texts(names.scopes())),
        List.of(),
        claims,
        told);
  }

  /** RFC 6749, section 3.3: one text with spaces between; some issuers write a list. */
  private static List<String> scopes(List<String> written) {
    List<String> scopes = new ArrayList<>();
    for (String text : written) {
      for (String scope : text.split(" ", -1)) {
        if (!scope.isEmpty()) {
          scopes.add(scope);
        }
      }
    }
    return scopes;
  }

  /**
   * Members of objects by their path, such as {@code realm_access.roles}. A claim whose own name is
   * that text goes first: issuers use URLs as names.
   */
  private static Map<String, Object> flat(Map<String, @Nullable Object> claims) {
    Map<String, Object> flat = new HashMap<>();
    claims.forEach((name, value) -> nested(name, value, DEPTH, flat));
    claims.forEach(
        (name, value) -> {
          if (value != null) {
            flat.put(name, value);
          }
        });
    return flat;
  }

  private static void nested(
      String path, @Nullable Object value, int depth, Map<String, Object> into) {
    if (!(value instanceof Map<?, ?> object) || depth == 0) {
      return;
    }
    object.forEach(
        (name, member) -> {
          String text = String.valueOf(name);
          // A dot within would make it the path of something else.
          if (member != null && text.indexOf('.') < 0) {
            into.put(path + "." + text, member);
            nested(path + "." + text, member, depth - 1, into);
          }
        });
  }
}
