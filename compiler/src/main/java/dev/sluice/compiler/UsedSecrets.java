package dev.sluice.compiler;

import dev.sluice.compiler.secret.EntryForm;
import dev.sluice.compiler.secret.SecretQuestion;
import dev.sluice.snapshot.BackendCredential;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.BackendTls;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.KeySet;
import dev.sluice.snapshot.ListenerTls;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SharedStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What sections need of Secrets: exactly that goes into the snapshot with them. */
final class UsedSecrets {
  private UsedSecrets() {}

  static List<SecretQuestion> of(GatewaySection gateway) {
    List<SecretQuestion> used = new ArrayList<>();
    gateway
        .listeners()
        .forEach(
            listener -> {
              if (listener.tls() instanceof ListenerTls.On on) {
                certificates(on.certificates(), used);
                if (on.clients() instanceof ListenerTls.ClientCertificates.Asked asked) {
                  authorities(asked.caBundles(), used);
                }
              }
            });
    gateway.identities().providers().forEach(provider -> add(provider, used));
    if (gateway.store() instanceof SharedStore.Redis redis) {
      if (redis.login() instanceof SharedStore.Login.Password login) {
        used.add(entry(login.password(), EntryForm.TEXT));
      }
      authorities(redis.caBundles(), used);
    }
    return used;
  }

  private static void add(IdentityProvider provider, List<SecretQuestion> used) {
    switch (provider) {
      case IdentityProvider.Unavailable unavailable -> {}
      case IdentityProvider.Jwt jwt -> {
        switch (jwt.keys()) {
          case KeySet.Remote remote -> authorities(remote.caBundles(), used);
          case KeySet.Inline inline -> {}
          case KeySet.InSecret(SecretEntry entry) -> used.add(entry(entry, EntryForm.KEY_SET));
        }
      }
      case IdentityProvider.ApiKeys keys -> {}
      case IdentityProvider.External external -> {}
      case IdentityProvider.ClientCertificate certificate ->
          authorities(certificate.caBundles(), used);
      case IdentityProvider.Introspection introspection -> {
        used.add(entry(introspection.clientId(), EntryForm.TEXT));
        used.add(entry(introspection.clientSecret(), EntryForm.TEXT));
        authorities(introspection.caBundles(), used);
      }
      case IdentityProvider.Oidc oidc -> {
        used.add(entry(oidc.clientId(), EntryForm.TEXT));
        used.add(entry(oidc.clientSecret(), EntryForm.TEXT));
        oidc.cookieSecrets().forEach(secret -> used.add(entry(secret, EntryForm.TEXT)));
        authorities(oidc.caBundles(), used);
      }
      case IdentityProvider.Basic basic ->
          used.add(new SecretQuestion.OfPasswords(basic.users().secret(), basic.users().key()));
    }
  }

  static List<SecretQuestion> of(BackendSection backend) {
    List<SecretQuestion> used = new ArrayList<>();
    if (backend.tls() instanceof BackendTls.On on) {
      authorities(on.caBundles(), used);
      certificates(on.clientCertificates(), used);
    }
    switch (backend.credential()) {
      case BackendCredential.None none -> {}
      case BackendCredential.Unavailable unavailable -> {}
      case BackendCredential.Bearer(SecretEntry token) -> used.add(entry(token, EntryForm.TOKEN));
      case BackendCredential.Basic(SecretEntry username, SecretEntry password) -> {
        used.add(entry(username, EntryForm.USERNAME));
        used.add(entry(password, EntryForm.TEXT));
      }
      case BackendCredential.ApiKeyHeader(String name, SecretEntry value) ->
          used.add(entry(value, EntryForm.HEADER_VALUE));
      case BackendCredential.ApiKeyQuery(String name, SecretEntry value) ->
          used.add(entry(value, EntryForm.TEXT));
      case BackendCredential.Oauth2 oauth2 -> {
        used.add(entry(oauth2.clientId(), EntryForm.TEXT));
        used.add(entry(oauth2.clientSecret(), EntryForm.TEXT));
        authorities(oauth2.caBundles(), used);
      }
    }
    return used;
  }

  private static void certificates(Collection<ObjectKey> secrets, List<SecretQuestion> used) {
    secrets.forEach(secret -> used.add(new SecretQuestion.OfCertificate(secret)));
  }

  private static void authorities(Collection<ObjectKey> secrets, List<SecretQuestion> used) {
    secrets.forEach(secret -> used.add(new SecretQuestion.OfAuthorities(secret)));
  }

  private static SecretQuestion entry(SecretEntry entry, EntryForm form) {
    return new SecretQuestion.OfEntry(entry.secret(), entry.key(), form);
  }
}
