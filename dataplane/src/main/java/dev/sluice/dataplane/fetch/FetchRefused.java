package dev.sluice.dataplane.fetch;

/** Nothing came. The message says why, after "the endpoint" or the like, and quotes no answer. */
public final class FetchRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final Stage stage;

  /** How far it came. */
  public enum Stage {
    /** Nobody was reached who could have heard the question: whatever was asked, it is the same. */
    UNHEARD,
    /** Somebody may have heard the question, and it may be the question that they failed on. */
    HEARD
  }

  private FetchRefused(Stage stage, String message) {
    super(message);
    this.stage = stage;
  }

  static FetchRefused unheard(String message) {
    return new FetchRefused(Stage.UNHEARD, message);
  }

  static FetchRefused heard(String message) {
    return new FetchRefused(Stage.HEARD, message);
  }

  public String cause() {
    return String.valueOf(getMessage());
  }

  public Stage stage() {
    return stage;
  }
}
