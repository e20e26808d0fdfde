package dev.sluice.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.cli.routes.RouteRow;
import dev.sluice.cli.routes.RouteRows;
import dev.sluice.cli.routes.Table;
import dev.sluice.cli.words.Ink;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.compiler.resource.ResourceRef;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice routes}. */
@Command(
    name = "routes",
    description =
        "List all rules in the order in which data planes ask them (priority within a namespace"
            + " comes on top), then the routes that are not served, with the reason.",
    footer = {
      "",
      "Exits with 0, with 2 on errors; what is wrong with routes is a matter of validate.",
      "",
      "Examples:",
      "  sluice routes examples/canary",
      "  sluice routes --kubeconfig ~/.kube/config -n shop -o wide"
    },
    exitCodeOnExecutionException = 2,
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class RoutesCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DIR",
      description = "Directories (or files) with resources in YAML; none with --kubeconfig.")
  private List<Path> directories = List.of();

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "Only routes of this namespace; may be repeated.")
  private List<String> namespaces = List.of();

  @Option(
      names = "--data-plane",
      paramLabel = "NAMESPACE/NAME",
      description = "Only this one. Default: each.")
  private @Nullable String dataPlane;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "table",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Format format;

  @Mixin private ResourceArguments arguments;
  @Mixin private ColorOption color;
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli fills the fields.
  RoutesCommand() {}

  /** Forms of output. */
  enum Format {
    table,
    wide,
    json
  }

  @Override
  public Integer call() {
    Compiled compiled = arguments.compile(directories);
    List<RouteRow> rows =
        RouteRows.of(
                compiled.compilation(),
                PlaneChoice.of(compiled.compilation(), dataPlane),
                route -> compiled.place(new ResourceRef(ResourceKind.GATEWAY_ROUTE, route)))
            .stream()
            .filter(this::isWanted)
            .toList();
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case table -> print(out, Table.of(rows, false));
      case wide -> print(out, Table.of(rows, true));
      case json -> {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        rows.forEach(row -> json.add(row.json()));
        out.println(json.toPrettyString());
      }
    }
    out.flush();
    return 0;
  }

  private boolean isWanted(RouteRow row) {
    return namespaces.isEmpty()
        || namespaces.contains(row.route().substring(0, row.route().indexOf('/')));
  }

  private void print(PrintWriter out, List<String> lines) {
    Ink ink = color.ink();
    out.println(ink.bold(lines.getFirst()));
    lines.stream().skip(1).forEach(out::println);
  }
}
