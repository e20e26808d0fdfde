package dev.sluice.snapshot;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a Secret holds for one purpose. Each is a section of its own, so that a certificate that is
 * renewed is a change of nothing else, and a bad one is refused alone. Travels and is kept like the
 * other sections, and is never shown: see {@link SectionKind#secret()}.
 */
public sealed interface SecretSection extends Section {
  ObjectKey secret();

  /**
   * A certificate with its private key, for a listener or to show to a backend.
   *
   * @param chain in PEM, the own certificate first
   * @param privateKey in PEM, PKCS #8
   */
  record Certificate(ObjectKey secret, String chain, SecretText privateKey)
      implements SecretSection {
    @Override
    public SectionKey key() {
      return new SectionKey(SectionKind.CERTIFICATE, secret);
    }
  }

  /**
   * Authorities that are trusted.
   *
   * @param certificates in PEM, one or more
   */
  record CaBundle(ObjectKey secret, String certificates) implements SecretSection {
    @Override
    public SectionKey key() {
      return new SectionKey(SectionKind.CA_BUNDLE, secret);
    }
  }

  /**
   * What the gateway shows to a backend to be let in.
   *
   * @param values those entries of the Secret that are referred to
   */
  record Credential(ObjectKey secret, SortedMap<String, SecretText> values)
      implements SecretSection {
    public Credential {
      values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    @Override
    public SectionKey key() {
      return new SectionKey(SectionKind.CREDENTIAL, secret);
    }
  }

  /**
   * A key that clients show to be let in. The key itself is not here.
   *
   * @param providers that it is good for, by name; sorted
   * @param hash SHA-256 of the key, in hexadecimal
   * @param owner who it was given to
   * @param permissions sorted
   * @param attributes whatever else is known of it, such as {@code plan}
   * @param expires seconds since the epoch, or {@link Long#MAX_VALUE} for never
   */
  record ApiKey(
      ObjectKey secret,
      List<String> providers,
      String hash,
      String owner,
      List<String> permissions,
      SortedMap<String, String> attributes,
      long expires)
      implements SecretSection {
    public ApiKey {
      providers = providers.stream().sorted().distinct().toList();
      permissions = permissions.stream().sorted().distinct().toList();
      attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    @Override
    public SectionKey key() {
      return new SectionKey(SectionKind.API_KEY, secret);
    }

    /** Without the hash: whoever has it can look for the key. */
    @Override
    public String toString() {
      return "ApiKey[" + secret + "]";
    }
  }

  /**
   * Users and the hashes of their passwords.
   *
   * @param files by the entry that holds it: lines {@code user:hash}, all of them readable and each
   *     user once
   */
  record Passwords(ObjectKey secret, SortedMap<String, SecretText> files) implements SecretSection {
    public Passwords {
      files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    @Override
    public SectionKey key() {
      return new SectionKey(SectionKind.PASSWORDS, secret);
    }
  }
}
