package dev.sluice.snapshot;

import java.util.List;

/** Whether a rule wants to know who asks. */
public sealed interface Authentication {
  /** Nobody says anything: everybody may pass, without a name. */
  Authentication UNSAID = new Unsaid();

  Authentication PUBLIC = new Public();

  /** Nobody passes. */
  Authentication CLOSED = new Closed();

  record Unsaid() implements Authentication {
    @Override
    public String toString() {
      return "none";
    }
  }

  /** Open to everybody, and somebody says so. */
  record Public() implements Authentication {
    @Override
    public String toString() {
      return "public";
    }
  }

  /**
   * Nobody may pass, because what is asked cannot be had: a provider that does not exist, or a
   * policy that cannot be understood. A rule is never open by mistake.
   */
  record Closed() implements Authentication {
    @Override
    public String toString() {
      return "nobody passes";
    }
  }

  /**
   * The first of the providers whose credential a request carries decides; a bad credential is
   * never rescued by another provider.
   *
   * @param providers names of {@link IdentityProvider}s of the data plane, in this order
   * @param optional whether a request without any credential passes, without a name
   */
  record ByProviders(List<String> providers, boolean optional) implements Authentication {
    public ByProviders {
      providers = List.copyOf(providers);
    }

    @Override
    public String toString() {
      return String.join(", ", providers) + (optional ? ", or nobody" : "");
    }
  }
}
