package dev.sluice.e2e.browser;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** Programs that are not ours, which a test needs. */
public final class RealPart {
  private RealPart() {}

  /** The first of these that is on the PATH. */
  public static String program(String what, String cure, String... names) {
    for (String name : names) {
      Optional<Path> found =
          Arrays.stream(System.getenv("PATH").split(Pattern.quote(File.pathSeparator)))
              .map(directory -> Path.of(directory, name))
              .filter(Files::isExecutable)
              .findFirst();
      if (found.isPresent()) {
        return found.get().toString();
      }
    }
    throw missing(what, cure);
  }

  /** The directory that a variable names. */
  public static Path directory(String what, String cure, String variable) {
    String value = System.getenv(variable);
    if (value == null || !Files.isDirectory(Path.of(value))) {
      throw missing(what, cure);
    }
    return Path.of(value);
  }

  private static AssertionError missing(String what, String cure) {
    String why = "there is no " + what + "; " + cure;
    if (System.getenv("CI") == null) {
      System.err.println("!! SKIPPED: " + why);
      Assumptions.abort(why);
    }
    return new AssertionError(why);
  }
}
