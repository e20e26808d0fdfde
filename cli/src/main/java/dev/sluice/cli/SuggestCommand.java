package dev.sluice.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.cli.limits.Evidence;
import dev.sluice.cli.limits.Seen;
import dev.sluice.cli.limits.SuggestionJson;
import dev.sluice.cli.limits.SuggestionText;
import dev.sluice.cli.words.Ink;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice limits suggest}. */
@Command(
    name = "suggest",
    description =
        "Say how large limits would have to be for what data planes have seen since they began, and"
            + " what limits refused, or would have refused in shadow mode.",
    footer = {
      "",
      "Exits with 0, with 2 if a data plane or a file cannot be read.",
      "",
      "Examples:",
      "  sluice limits suggest",
      "  sluice limits suggest --admin http://127.0.0.1:9901 --admin http://127.0.0.1:9911",
      "  sluice limits suggest metrics.txt -o json"
    },
    exitCodeOnExecutionException = 2,
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class SuggestCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      description = "Metrics that were saved, one file for each data plane: curl .../metrics.")
  private List<Path> files = List.of();

  @Option(
      names = "--admin",
      paramLabel = "URL",
      description =
          "Admin port of a data plane; once for each. Default without FILE:"
              + " http://127.0.0.1:9901.")
  private List<String> admins = List.of();

  @Mixin private OutputOption output;
  @Mixin private ColorOption color;
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli fills the fields.
  SuggestCommand() {}

  @Override
  public Integer call() {
    Evidence evidence = new Evidence();
    for (Path file : files) {
      evidence.metrics(read(file));
    }
    boolean standard = files.isEmpty() && admins.isEmpty();
    for (String admin : standard ? List.of("http://127.0.0.1:9901") : admins) {
      AdminClient client = new AdminClient(admin);
      evidence.metrics(client.get("/metrics"));
      evidence.page(json(client));
    }
    print(evidence.seen());
    return 0;
  }

  private void print(List<Seen> seen) {
    PrintWriter out = spec.commandLine().getOut();
    switch (output.format()) {
      case json -> out.println(SuggestionJson.of(seen).toPrettyString());
      case text -> {
        if (seen.isEmpty()) {
          out.println("No limit has counted a request yet.");
        }
        Ink ink = color.ink();
        for (Seen each : seen) {
          List<String> lines = SuggestionText.of(each);
          out.println(ink.bold(lines.getFirst()));
          lines.stream().skip(1).forEach(out::println);
          out.println();
        }
      }
    }
    out.flush();
  }

  private static JsonNode json(AdminClient client) {
    try {
      return JsonMapper.builder().build().readTree(client.get("/api/v1/limits"));
    } catch (JsonProcessingException e) {
      throw new UserError(client + ": /api/v1/limits is no JSON: is this an admin port?", e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UserError(file + ": cannot be read: " + e, e);
    }
  }
}
