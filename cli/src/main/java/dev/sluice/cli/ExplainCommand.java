package dev.sluice.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.explain.AskedRequest;
import dev.sluice.cli.explain.Explanation;
import dev.sluice.cli.explain.ExplanationJson;
import dev.sluice.cli.explain.ExplanationText;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.compiler.yaml.Problem;
import dev.sluice.snapshot.ObjectKey;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice explain}. */
@Command(
    name = "explain",
    description =
        "Say what happens to a request and why: the rule that takes it, its handlers, backends and"
            + " policies, and the rules that nearly took it.",
    footer = {
      "",
      "Exits with 0 if a rule takes the request, with 1 if none does, with 2 on errors.",
      "",
      "Examples:",
      "  sluice explain examples/canary GET http://orders.example.com/next",
      "  sluice explain routes/ POST /orders -H 'Host: shop.example.com' -H 'X-Plan: gold'",
      "  sluice explain --kubeconfig ~/.kube/config GET http://shop.example.com/ -o json"
    },
    exitCodeOnExecutionException = 2,
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  @Parameters(
      arity = "2..*",
      paramLabel = "DIR... METHOD URL",
      hideParamSyntax = true,
      description = {
        "Directories (or files) with resources in YAML; none with --kubeconfig.",
        "METHOD is the last but one, URL the last: absolute, or a path with -H 'Host: NAME'."
      })
  private List<String> words;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "'NAME: VALUE'",
      description = "A header field of the request; may be repeated.")
  private List<String> headers = List.of();

  @Option(
      names = "--client-ip",
      paramLabel = "IP",
      description = "Address of the client, as the data plane finds it behind trusted hops.")
  private @Nullable String clientIp;

  @Option(
      names = "--data-plane",
      paramLabel = "NAMESPACE/NAME",
      description = "Ask only this one. Default: each.")
  private @Nullable String dataPlane;

  @Option(
      names = "--misses",
      defaultValue = "3",
      paramLabel = "N",
      description = "How many near misses to tell. Default: ${DEFAULT-VALUE}.")
  private int misses;

  @Mixin private OutputOption output;
  @Mixin private ResourceArguments arguments;
  @Mixin private ColorOption color;
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli fills the fields.
  ExplainCommand() {}

  @Override
  public Integer call() {
    int last = words.size() - 1;
    AskedRequest.Sent sent =
        RequestArguments.parse(words.get(last - 1), words.get(last), headers, clientIp);
    Compiled compiled =
        arguments.compile(words.subList(0, last - 1).stream().map(Path::of).toList());
    List<Explanation> explanations =
        PlaneChoice.of(compiled.compilation(), dataPlane).stream()
            .map(plane -> Explanation.of(plane.snapshot(), sent))
            .toList();
    Set<ObjectKey> involved = new LinkedHashSet<>();
    explanations.forEach(each -> involved.addAll(each.involved(misses)));
    List<Problem> problems =
        involved.stream().flatMap(route -> compiled.problems(ref(route)).stream()).toList();
    switch (output.format()) {
      case text -> print(explanations, problems, compiled);
      case json -> printJson(explanations, problems);
    }
    if (compiled.errors() > 0) {
      spec.commandLine()
          .getErr()
          .println(
              "sluice: the resources have "
                  + compiled.errors()
                  + " error(s), and what is broken is not asked: see sluice validate.");
    }
    return explanations.stream().anyMatch(each -> each.taken().isPresent()) ? 0 : 1;
  }

  private void print(List<Explanation> explanations, List<Problem> problems, Compiled compiled) {
    PrintWriter out = spec.commandLine().getOut();
    String separator = "";
    for (Explanation explanation : explanations) {
      out.print(separator);
      ExplanationText.of(explanation, color.ink(), misses, route -> compiled.place(ref(route)))
          .forEach(out::println);
      separator = System.lineSeparator();
    }
    if (!problems.isEmpty()) {
      out.println();
      out.println(color.ink().bold("what is wrong with these routes"));
      problems.forEach(out::println);
    }
    out.flush();
  }

  private void printJson(List<Explanation> explanations, List<Problem> problems) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode planes = json.putArray("explanations");
    explanations.forEach(each -> planes.add(ExplanationJson.of(each, misses)));
    ArrayNode wrong = json.putArray("problems");
    problems.forEach(problem -> wrong.add(problem.toString()));
    spec.commandLine().getOut().println(json.toPrettyString());
    spec.commandLine().getOut().flush();
  }

  private static ResourceRef ref(ObjectKey route) {
    return new ResourceRef(ResourceKind.GATEWAY_ROUTE, route);
  }
}
