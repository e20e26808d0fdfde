package dev.sluice.cli;

import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * What the user did wrong is one line on standard error and exit code 1; anything else is our bug
 * and keeps its stack trace.
 */
final class PlainErrors implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(
      Exception failure, CommandLine commandLine, ParseResult parsed) {
    if (failure instanceof UserError) {
      commandLine.getErr().println("sluice: " + failure.getMessage());
    } else {
      LoggerFactory.getLogger(PlainErrors.class)
          .error("sluice failed; please report this", failure);
    }
    return 1;
  }
}
