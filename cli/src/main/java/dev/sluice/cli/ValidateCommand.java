package dev.sluice.cli;

import dev.sluice.compiler.CompileCache;
import dev.sluice.compiler.resource.LastGood;
import dev.sluice.compiler.yaml.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice validate}. */
@Command(
    name = "validate",
    description =
        "Check resources and print what is wrong as file:line: kind/name: field: what and how to"
            + " mend it. Exits with 0 if nothing is, with 1 otherwise.",
    mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DIR",
      description = "Directories (or files) with resources in YAML; none with --kubeconfig.")
  private List<Path> directories = List.of();

  @Mixin private ResourceArguments arguments;
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli fills the fields.
  ValidateCommand() {}

  @Override
  public Integer call() {
    Resources resources = arguments.load(directories);
    Compiled compiled =
        resources.compile(arguments.clusterRules(), LastGood.NOTHING, new CompileCache());
    for (Problem problem : compiled.problems()) {
      spec.commandLine().getOut().println(problem);
    }
    spec.commandLine().getOut().flush();
    long errors = compiled.problems().stream().filter(Problem::isError).count();
    spec.commandLine()
        .getErr()
        .println(
            Counted.of(resources.objects().size(), "resource")
                + ", "
                + Counted.of(errors, "error")
                + ", "
                + Counted.of(compiled.problems().size() - errors, "warning"));
    return errors == 0 ? 0 : 1;
  }
}
