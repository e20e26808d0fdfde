package dev.sluice.cli;

import dev.sluice.compiler.yaml.Problem;

/** A problem as a workflow command of GitHub Actions, which shows it at the line of a change. */
final class GithubAnnotation {
  private GithubAnnotation() {}

  static String of(Problem problem) {
    String level = problem.isError() ? "error" : "warning";
    String place =
        problem.line() > 0
            ? " file=" + property(problem.file().toString()) + ",line=" + problem.line()
            : "";
    String about =
        (problem.subject().isEmpty() ? "" : problem.subject() + ": ")
            + (problem.field().isEmpty() ? "" : problem.field() + ": ");
    return "::" + level + place + "::" + message(about + problem.message());
  }

  private static String message(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return message(text).replace(":", "%3A").replace(",", "%2C");
  }
}
