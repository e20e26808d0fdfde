package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.crds.OidcProvider;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The paths at which a login is answered, on every host of the routes that use it. */
final class LoginPaths {
  private static final String REDIRECT = "/oauth2/callback";
  private static final String LOGOUT = "/oauth2/logout";
  private static final int LONGEST = 256;

  /** As paths are once they are normalised: otherwise no request would have it. */
  private static final Pattern PATH = Pattern.compile("/|(/(?!\\.{1,2}(/|$))[-A-Za-z0-9._~]+)+/?");

  private final Diagnostics diagnostics;

  LoginPaths(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  record Read(String redirect, String logout, String afterLogout) {}

  /** Empty after a diagnostic. */
  Optional<Read> read(OidcProvider written, String field) {
    Optional<String> redirect = path(written.redirectPath(), REDIRECT, field + ".redirectPath");
    Optional<String> logout = path(written.logoutPath(), LOGOUT, field + ".logoutPath");
    Optional<String> after = path(written.postLogoutPath(), "/", field + ".postLogoutPath");
    if (redirect.isEmpty() || logout.isEmpty() || after.isEmpty()) {
      return Optional.empty();
    }
    if (redirect.equals(logout)) {
      error(field + ".logoutPath", "is redirectPath as well; give each a path of its own");
      return Optional.empty();
    }
    if (after.equals(logout) || after.equals(redirect)) {
      error(
          field + ".postLogoutPath",
          PlainText.quote(after.get())
              + " is answered by the login itself; name a page to be seen after logout");
      return Optional.empty();
    }
    return Optional.of(new Read(redirect.get(), logout.get(), after.get()));
  }

  private Optional<String> path(@Nullable String written, String usual, String field) {
    String path = Objects.requireNonNullElse(written, usual);
    if (!PATH.matcher(path).matches()
        || path.length() > LONGEST
        || path.equals("/") && !usual.equals("/")) {
      error(
          field,
          PlainText.quote(path)
              + " is no path for it; write one such as "
              + (usual.equals("/") ? "/bye" : usual)
              + ", of letters, digits and - . _ ~, without empty parts, dots alone and query");
      return Optional.empty();
    }
    return Optional.of(path);
  }

  private void error(String field, String message) {
    diagnostics.error(DataPlaneReason.INVALID_PROVIDER, field, message);
  }
}
