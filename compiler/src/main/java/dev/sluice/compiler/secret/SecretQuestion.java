package dev.sluice.compiler.secret;

import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SectionKey;
import dev.sluice.snapshot.SectionKind;

/** What somebody wants of a Secret. */
public sealed interface SecretQuestion {
  ObjectKey secret();

  /** Under which the answer stands in a snapshot. */
  SectionKey section();

  /** A certificate with its key: a Secret of type {@code kubernetes.io/tls}. */
  record OfCertificate(ObjectKey secret) implements SecretQuestion {
    @Override
    public SectionKey section() {
      return new SectionKey(SectionKind.CERTIFICATE, secret);
    }
  }

  /** Authorities to be trusted: the entry {@code ca.crt}. */
  record OfAuthorities(ObjectKey secret) implements SecretQuestion {
    @Override
    public SectionKey section() {
      return new SectionKey(SectionKind.CA_BUNDLE, secret);
    }
  }

  /** One entry, to be shown to a backend. */
  record OfEntry(ObjectKey secret, String key, EntryForm form) implements SecretQuestion {
    @Override
    public SectionKey section() {
      return new SectionKey(SectionKind.CREDENTIAL, secret);
    }
  }

  /** One entry, a file of users and hashes of their passwords. */
  record OfPasswords(ObjectKey secret, String key) implements SecretQuestion {
    @Override
    public SectionKey section() {
      return new SectionKey(SectionKind.PASSWORDS, secret);
    }
  }
}
