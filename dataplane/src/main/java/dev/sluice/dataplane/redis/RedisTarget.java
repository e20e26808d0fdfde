package dev.sluice.dataplane.redis;

import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import dev.sluice.snapshot.SharedStore;
import java.util.List;

/**
 * What to connect to, with the secrets.
 *
 * @param password empty: none
 */
record RedisTarget(
    SharedStore.Redis settings, SecretText password, List<SecretSection.CaBundle> authorities) {
  RedisTarget {
    authorities = List.copyOf(authorities);
  }

  /**
   * @throws IllegalArgumentException if the snapshot lacks a secret
   */
  static RedisTarget of(SharedStore.Redis settings, Secrets secrets) {
    SecretText password =
        switch (settings.login()) {
          case SharedStore.Login.Nobody nobody -> new SecretText("");
          case SharedStore.Login.Password(String user, SecretEntry entry) -> secrets.entry(entry);
        };
    return new RedisTarget(
        settings, password, settings.caBundles().stream().map(secrets::caBundle).toList());
  }

  List<RedisServer> servers() {
    return settings.servers().stream().map(RedisServer::of).toList();
  }

  String username() {
    return settings.login() instanceof SharedStore.Login.Password password
        ? password.username()
        : "";
  }
}
