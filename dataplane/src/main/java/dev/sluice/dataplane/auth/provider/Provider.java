package dev.sluice.dataplane.auth.provider;

/**
 * A provider by its name, for as long as the data plane has it: chains of rules hold on to it while
 * what it does may change.
 */
public final class Provider {
  private final String name;
  private volatile Authenticator authenticator;

  public Provider(String name, Authenticator authenticator) {
    this.name = name;
    this.authenticator = authenticator;
  }

  public String name() {
    return name;
  }

  public Authenticator authenticator() {
    return authenticator;
  }

  public void becomes(Authenticator other) {
    authenticator = other;
  }

  @Override
  public String toString() {
    return name;
  }
}
