package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.Reason;
import dev.sluice.crds.SluiceApi;
import dev.sluice.snapshot.BodySchema;
import dev.sluice.snapshot.ObjectKey;
import java.util.function.Function;

/**
 * Whether the ConfigMap of a {@code limits.schema} is there and good. It breaks no rule: what it
 * held before counts, and where that is nothing, no body passes.
 *
 * @param missing the reason for one that is not there
 * @param invalid the reason for one that is no schema
 */
record SchemaCheck(
    Function<ObjectKey, SchemaIndex.State> schemas,
    Reason missing,
    Reason invalid,
    Diagnostics diagnostics) {
  /** What one layer says, if it says something. */
  void check(PolicyLayer layer) {
    PolicyLayer.Given given = layer.values().get(PolicySettings.BODY_SCHEMA);
    if (given != null && given.value() instanceof BodySchema.Of(ObjectKey schema)) {
      check(schema, given.origin().field() + ".configMapRef");
    }
  }

  private void check(ObjectKey schema, String field) {
    SchemaIndex.State state = schemas.apply(schema);
    int slash = schema.name().indexOf('/');
    String entry = PlainText.quote(schema.name().substring(slash + 1));
    String configMap = "the ConfigMap " + PlainText.quote(schema.name().substring(0, slash));
    String meanwhile =
        state.served()
            ? "; until then counts what it held before"
            : "; until then no body passes, for nothing can be held against it";
    if (!state.found()) {
      diagnostics.error(
          missing,
          field,
          configMap
              + " with the label "
              + SluiceApi.JSON_SCHEMA_LABEL
              + " and the key "
              + entry
              + " is not in namespace "
              + PlainText.quote(schema.namespace())
              + ": create or label it"
              + meanwhile);
    }
    for (String problem : state.problems()) {
      diagnostics.error(invalid, field, entry + " of " + configMap + " " + problem + meanwhile);
    }
  }
}
