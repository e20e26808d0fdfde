package dev.sluice.dataplane.auth.place;

/** What a request carries in the places of a provider. */
public sealed interface Carried {
  Carried NOTHING = new Nothing();
  Carried SEVERAL = new Several();

  record Nothing() implements Carried {}

  /** More than one in the same place: nobody can tell which of them others would believe. */
  record Several() implements Carried {}

  /**
   * A credential.
   *
   * @param text with what stands before the credential, as it came: no copy is made for who knows
   *     it already
   * @param start of the credential within
   */
  record One(String text, int start) implements Carried {
    public String credential() {
      return start == 0 ? text : text.substring(start);
    }

    @Override
    public String toString() {
      return "[redacted]";
    }
  }
}
