package dev.sluice.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Which release this is: the build writes it into {@code release.properties}. */
final class Release implements IVersionProvider {
  static String version() {
    Properties release = new Properties();
    try (InputStream in = Release.class.getResourceAsStream("release.properties")) {
      if (in == null) {
        throw new IllegalStateException("the build puts release.properties beside this class");
      }
      release.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("a resource of the class path cannot be read", e);
    }
    return release.getProperty("version");
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "sluice " + version(), "Java " + Runtime.version() + " on " + System.getProperty("os.arch")
    };
  }
}
