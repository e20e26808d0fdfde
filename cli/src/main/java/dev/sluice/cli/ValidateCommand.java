package dev.sluice.cli;

import dev.sluice.compiler.CompileCache;
import dev.sluice.compiler.resource.LastGood;
import dev.sluice.compiler.yaml.Problem;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice validate}. */
@Command(
    name = "validate",
    description =
        "Check resources and print what is wrong as file:line: kind/name: field: what and how to"
            + " mend it. Exits with 0 if nothing is, with 1 otherwise.",
    mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
  @Mixin private DirectoryArguments arguments;
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli fills the fields.
  ValidateCommand() {}

  @Override
  public Integer call() {
    Resources resources = Resources.load(arguments.directories());
    Resources.Compiled compiled =
        resources.compile(arguments.clusterRules(), LastGood.NOTHING, new CompileCache());
    for (Problem problem : compiled.problems()) {
      spec.commandLine().getOut().println(problem);
    }
    spec.commandLine().getOut().flush();
    long errors = compiled.problems().stream().filter(Problem::isError).count();
    spec.commandLine()
        .getErr()
        .println(
            counted(resources.objects().size(), "resource")
                + ", "
                + counted(errors, "error")
                + ", "
                + counted(compiled.problems().size() - errors, "warning"));
    return errors == 0 ? 0 : 1;
  }

  private static String counted(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
