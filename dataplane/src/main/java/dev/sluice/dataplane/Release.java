package dev.sluice.dataplane;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which release of the data plane this is: the build writes it into {@code release.properties}. */
public final class Release {
  private Release() {}

  public static String version() {
    Properties release = new Properties();
    try (InputStream in = Release.class.getResourceAsStream("release.properties")) {
      if (in == null) {
        throw new IllegalStateException("the build puts release.properties beside this class");
      }
      release.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("a resource of the class path cannot be read", e);
    }
    return release.getProperty("version", "unknown");
  }
}
