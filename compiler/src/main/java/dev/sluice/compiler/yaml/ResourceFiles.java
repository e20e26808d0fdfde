package dev.sluice.compiler.yaml;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Which files are read: {@code *.yaml} and {@code *.yml} below the roots, no dot-files. */
final class ResourceFiles {
  private static final int MAX_DEPTH = 16;

  private ResourceFiles() {}

  /** In a fixed order, each once. What cannot be looked into becomes a problem. */
  static List<Path> below(List<Path> roots, List<Problem> problems) {
    Set<Path> files = new TreeSet<>();
    for (Path root : roots) {
      if (Files.isRegularFile(root)) {
        files.add(root);
      } else {
        walk(root, 0, files, problems);
      }
    }
    return new ArrayList<>(files);
  }

  private static void walk(Path directory, int depth, Set<Path> files, List<Problem> problems) {
    if (depth > MAX_DEPTH) {
      problems.add(
          problem(directory, "lies deeper than " + MAX_DEPTH + " directories; not read (a loop?)"));
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        if (name.startsWith(".")) {
          continue;
        }
        if (Files.isDirectory(entry)) {
          walk(entry, depth + 1, files, problems);
        } else {
          String lower = name.toLowerCase(Locale.ROOT);
          if (lower.endsWith(".yaml") || lower.endsWith(".yml")) {
            files.add(entry);
          }
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      problems.add(problem(directory, "cannot be read: " + cause(e)));
    }
  }

  private static Problem problem(Path path, String message) {
    return new Problem(Problem.Severity.ERROR, path, 1, "", "", message);
  }

  static String cause(Exception e) {
    return switch (e) {
      case NoSuchFileException missing -> "it does not exist; check the path";
      case AccessDeniedException denied -> "permission denied; let this user read it";
      case java.nio.file.NotDirectoryException not -> "it is neither a directory nor a file";
      default -> e.toString();
    };
  }
}
