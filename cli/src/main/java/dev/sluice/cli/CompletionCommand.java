package dev.sluice.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice completion}. */
@Command(
    name = "completion",
    description = "Print a script that completes commands and options in a shell.",
    footer = {
      "",
      "Examples:",
      "  source <(sluice completion bash)",
      "  sluice completion bash > /etc/bash_completion.d/sluice"
    },
    mixinStandardHelpOptions = true)
final class CompletionCommand implements Runnable {
  @Parameters(index = "0", paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
  private Shell shell;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli fills the fields.
  CompletionCommand() {}

  /** Whose scripts there are. */
  enum Shell {
    bash,
    zsh
  }

  @Override
  public void run() {
    // One script for both: in zsh it switches on the completion of bash by itself.
    String script =
        switch (shell) {
          case bash, zsh -> AutoComplete.bash("sluice", spec.root().commandLine());
        };
    spec.commandLine().getOut().println(script.stripTrailing());
    spec.commandLine().getOut().flush();
  }
}
