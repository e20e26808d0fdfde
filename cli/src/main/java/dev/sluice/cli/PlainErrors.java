package dev.sluice.cli;

import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * What the user did wrong is one line on standard error and the command's exit code for errors;
 * anything else is our bug and keeps its stack trace.
 */
final class PlainErrors implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(
      Exception failure, CommandLine commandLine, ParseResult parsed) {
    if (failure instanceof UserError error) {
      commandLine.getErr().println("sluice: " + error.getMessage());
      if (error.isUsage()) {
        return commandLine.getCommandSpec().exitCodeOnInvalidInput();
      }
    } else {
      LoggerFactory.getLogger(PlainErrors.class)
          .error("sluice failed; please report this", failure);
    }
    return commandLine.getCommandSpec().exitCodeOnExecutionException();
  }
}
