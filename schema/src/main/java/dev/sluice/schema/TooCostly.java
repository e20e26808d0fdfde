package dev.sluice.schema;

/** To judge a body against a schema takes more steps than its size allows. */
public final class TooCostly extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooCostly(String what) {
    super(what, null, false, false);
  }
}
