package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.Reason;
import dev.sluice.crds.SluiceApi;
import dev.sluice.snapshot.AddressAccess;
import dev.sluice.snapshot.AddressAccess.AddressList;
import dev.sluice.snapshot.FeedUse;
import dev.sluice.snapshot.ObjectKey;
import java.util.List;
import java.util.function.Function;

/**
 * Whether the ConfigMaps of an {@code ipAccess} are there and good. None of them breaks a rule:
 * what they held before counts, and where that is nothing, nobody passes.
 *
 * @param missing the reason for one that is not there
 * @param invalid the reason for one that cannot be read
 */
record FeedCheck(
    Function<ObjectKey, FeedIndex.State> feeds,
    Reason missing,
    Reason invalid,
    Diagnostics diagnostics) {
  /** What one layer says, if it says something. */
  void check(PolicyLayer layer) {
    PolicyLayer.Given given = layer.values().get(PolicySettings.IP_ACCESS);
    if (given != null && given.value() instanceof AddressAccess access) {
      for (AddressList list : access.lists()) {
        check(list.allowFrom(), list.origin().field() + ".allowFrom");
        check(list.denyFrom(), list.origin().field() + ".denyFrom");
      }
    }
  }

  private void check(List<FeedUse> uses, String field) {
    for (int i = 0; i < uses.size(); i++) {
      check(uses.get(i), field + "[" + i + "]");
    }
  }

  private void check(FeedUse use, String field) {
    FeedIndex.State state = feeds.apply(use.feed());
    String name = use.feed().name();
    int slash = name.indexOf('/');
    String entry = PlainText.quote(name.substring(slash + 1));
    String configMap = "the ConfigMap " + PlainText.quote(name.substring(0, slash));
    String meanwhile =
        state.served()
            ? "; until then counts what it held before"
            : "; until then nobody passes, for it is not known who may";
    if (!state.found()) {
      diagnostics.error(
          missing,
          field + ".configMapRef",
          configMap
              + " with the label "
              + SluiceApi.REGION_TABLE_LABEL
              + " and the key "
              + entry
              + " is not in namespace "
              + PlainText.quote(use.feed().namespace())
              + ": create or label it"
              + meanwhile);
    }
    for (String fault : state.faults()) {
      diagnostics.error(
          invalid, field + ".configMapRef", entry + " of " + configMap + ", " + fault + meanwhile);
    }
    for (int i = 0; i < use.regions().size(); i++) {
      String region = use.regions().get(i);
      if (state.served() && !state.regions().contains(region)) {
        diagnostics.warning(
            invalid,
            field + ".regions",
            PlainText.quote(region) + " is the region of no line in " + entry + " of " + configMap);
      }
    }
  }
}
