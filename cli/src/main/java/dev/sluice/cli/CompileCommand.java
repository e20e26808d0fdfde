package dev.sluice.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.compiler.CompileCache;
import dev.sluice.compiler.resource.LastGood;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice compile}. */
@Command(
    name = "compile",
    description =
        "Print what data planes would be told, and the conditions of each resource. The same"
            + " resources always print the same. Exits with 1 if anything is wrong.",
    footer = {
      "",
      "Examples:",
      "  sluice compile routes/",
      "  sluice compile routes/ -o yaml --cluster-rules"
    },
    mixinStandardHelpOptions = true)
final class CompileCommand implements Callable<Integer> {
  /** Forms of output. */
  enum Format {
    json,
    yaml
  }

  @Parameters(
      paramLabel = "DIR",
      description = "Directories (or files) with resources in YAML; none with --kubeconfig.")
  private List<Path> directories = List.of();

  @Mixin private ResourceArguments arguments;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "json",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Format format;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli fills the fields.
  CompileCommand() {}

  @Override
  public Integer call() throws JsonProcessingException {
    Compiled compiled =
        arguments
            .load(directories)
            .compile(arguments.clusterRules(), LastGood.NOTHING, new CompileCache());
    compiled.problems().forEach(spec.commandLine().getErr()::println);
    ObjectMapper mapper =
        switch (format) {
          case json -> JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
          case yaml ->
              YAMLMapper.builder()
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                  .disable(YAMLGenerator.Feature.SPLIT_LINES)
                  .build();
        };
    String printed = mapper.writeValueAsString(CompiledDocument.of(compiled.compilation()));
    spec.commandLine().getOut().println(printed.stripTrailing());
    spec.commandLine().getOut().flush();
    return compiled.hasErrors() ? 1 : 0;
  }
}
