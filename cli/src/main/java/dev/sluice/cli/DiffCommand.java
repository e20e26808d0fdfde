package dev.sluice.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.diff.Change;
import dev.sluice.cli.diff.ConfigurationDiff;
import dev.sluice.cli.diff.Side;
import dev.sluice.cli.words.Ink;
import dev.sluice.compiler.yaml.Problem;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice diff}. */
@Command(
    name = "diff",
    description =
        "Say what changes for traffic between two sets of resources, and what lets more through"
            + " than before. Moving, renaming and reordering are no changes.",
    footer = {
      "",
      "Exits with 0 if nothing changes, or nothing that --fail-on names; with 1 if something does;"
          + " with 2 on errors, also in NEW.",
      "",
      "Examples:",
      "  sluice diff main/routes branch/routes",
      "  git worktree add /tmp/base origin/main && sluice diff /tmp/base/routes routes",
      "  sluice diff --kubeconfig ~/.kube/config cluster routes --fail-on weakening"
    },
    exitCodeOnExecutionException = 2,
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class DiffCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "OLD",
      description = "A directory (or file) with resources; 'cluster' for that of --kubeconfig.")
  private String before;

  @Parameters(index = "1", paramLabel = "NEW", description = "Likewise.")
  private String now;

  @Option(
      names = "--fail-on",
      defaultValue = "change",
      paramLabel = "WHAT",
      description = "Exit with 1 on: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private FailOn failOn;

  @Mixin private OutputOption output;
  @Mixin private DiffSides sides;
  @Mixin private ColorOption color;
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli fills the fields.
  DiffCommand() {}

  /** What makes a gate close. */
  enum FailOn {
    weakening,
    change,
    never
  }

  @Override
  public Integer call() {
    DiffSides.Both both = sides.load(before, now);
    List<Change> changes = ConfigurationDiff.of(side(both.before(), both), side(both.now(), both));
    long weakenings = changes.stream().filter(Change::isWeakening).count();
    switch (output.format()) {
      case text -> print(changes);
      case json -> printJson(changes, both.now());
    }
    PrintWriter err = spec.commandLine().getErr();
    if (both.before().errors() > 0) {
      err.println(
          "sluice: OLD has "
              + Counted.of(both.before().errors(), "error")
              + "; what is broken there counts as absent.");
    }
    both.now().problems().stream().filter(Problem::isError).forEach(err::println);
    if (both.now().errors() > 0) {
      err.println("sluice: NEW has " + Counted.of(both.now().errors(), "error") + ".");
      return 2;
    }
    return switch (failOn) {
      case never -> 0;
      case weakening -> weakenings > 0 ? 1 : 0;
      case change -> changes.isEmpty() ? 0 : 1;
    };
  }

  private static Side side(Compiled compiled, DiffSides.Both both) {
    return new Side(compiled.input(), compiled.compilation(), both.endpoints());
  }

  private void print(List<Change> changes) {
    PrintWriter out = spec.commandLine().getOut();
    Ink ink = color.ink();
    if (changes.isEmpty()) {
      out.println("no change for traffic");
    }
    changes.forEach(
        change ->
            out.println(change.isWeakening() ? ink.warning(change.toString()) : change.toString()));
    long weakenings = changes.stream().filter(Change::isWeakening).count();
    if (!changes.isEmpty()) {
      out.println(
          Counted.of(changes.size(), "change") + ", " + Counted.of(weakenings, "weakening"));
    }
    out.flush();
  }

  private void printJson(List<Change> changes, Compiled now) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode all = json.putArray("changes");
    for (Change change : changes) {
      ObjectNode each = all.addObject();
      each.put("kind", change.kind().name());
      each.put("subject", change.subject());
      each.put("text", change.text());
      change.weakening().ifPresent(why -> each.put("weakening", why));
    }
    json.put("weakenings", changes.stream().filter(Change::isWeakening).count());
    ArrayNode errors = json.putArray("errors");
    now.problems().stream()
        .filter(Problem::isError)
        .forEach(problem -> errors.add(problem.toString()));
    spec.commandLine().getOut().println(json.toPrettyString());
    spec.commandLine().getOut().flush();
  }
}
