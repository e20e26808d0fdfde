package dev.sluice.dataplane.upstream;

import java.util.Locale;

/** Why a copy of a request came to nothing. The original never knows. */
public enum MirrorDrop {
  /** Its body is longer than a copy may be. */
  BODY,
  /** The original ended before its body was there. */
  INCOMPLETE,
  /** Too many copies are under way to this backend. */
  OVERLOAD,
  /** The backend has no endpoint, or gives no connection in time. */
  UNREACHABLE,
  /** The backend broke off, was too slow, or did not answer in HTTP. */
  BROKEN,
  /** The client is of no tenant that the backend is for. */
  FORBIDDEN;

  /** As a metric label. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
