/**
 * Login with a browser (OpenID Connect Core 1.0, authorization code flow with PKCE). All that is
 * known of a session stands in an encrypted cookie, so that any replica serves it and none has to
 * be asked; what a data plane remembers besides only saves work. The issuer is never waited for on
 * an I/O thread, and what it or a browser says is believed only once it is verified.
 */
@NullMarked
package dev.sluice.dataplane.auth.oidc;

import org.jspecify.annotations.NullMarked;
