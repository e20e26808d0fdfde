package dev.sluice.dataplane.admin;

import dev.sluice.dataplane.auth.ProviderView;
import dev.sluice.dataplane.auth.external.ExternalFigures;
import dev.sluice.dataplane.auth.external.ExternalView;
import dev.sluice.dataplane.auth.introspection.IntrospectionView;
import dev.sluice.dataplane.auth.jwt.JwtView;
import dev.sluice.dataplane.auth.jwt.keys.KeyFigures;
import dev.sluice.dataplane.auth.oidc.OidcView;
import dev.sluice.dataplane.observe.log.JsonBuffer;
import java.util.List;
import java.util.Locale;

/** How clients are known, and whether that works. */
final class ProvidersPage {
  private ProvidersPage() {}

  static Reply of(List<ProviderView> providers) {
    JsonBuffer out = new JsonBuffer(4 << 10).beginObject().name("providers").beginArray();
    for (ProviderView provider : providers) {
      out.beginObject().name("name").string(provider.name());
      if (!provider.unavailable().isEmpty()) {
        out.name("unavailable").string(provider.unavailable());
      }
      provider.jwt().ifPresent(jwt -> write(out.name("jwt"), jwt));
      provider.introspection().ifPresent(view -> write(out.name("introspection"), view));
      provider.oidc().ifPresent(oidc -> write(out.name("oidc"), oidc));
      provider.external().ifPresent(external -> write(out.name("external"), external));
      out.endObject();
    }
    return Reply.json(out.endArray().endObject());
  }

  private static void write(JsonBuffer out, OidcView oidc) {
    out.beginObject().name("issuer").string(oidc.issuer());
    OidcView.Source source = oidc.configuration();
    out.name("configuration").beginObject();
    out.name("state").string(source.state().name().toLowerCase(Locale.ROOT));
    out.name("ageSeconds").number(source.ageSeconds());
    out.name("fetched").number(source.fetched()).name("failed").number(source.failed());
    if (!source.lastFailure().isEmpty()) {
      out.name("lastFailure").string(source.lastFailure());
    }
    out.endObject();
    oidc.keys().ifPresent(keys -> write(out, keys));
    OidcView.Counts counts = oidc.counts();
    out.name("logins").beginObject();
    out.name("begun").number(counts.loginsBegun());
    out.name("done").number(counts.loginsDone()).name("failed").number(counts.loginsFailed());
    out.endObject();
    out.name("refreshes").beginObject();
    out.name("done").number(counts.refreshesDone());
    out.name("failed").number(counts.refreshesFailed());
    out.name("ended").number(counts.refreshesEnded());
    out.endObject();
    out.name("logouts").number(counts.logouts());
    out.name("rememberedSessions").number(oidc.remembered()).endObject();
  }

  private static void write(JsonBuffer out, ExternalView external) {
    ExternalFigures figures = external.figures();
    out.beginObject().name("backend").string(external.backend());
    out.name("failurePolicy").string(external.failOpen() ? "Open" : "Closed");
    out.name("passed").number(figures.passed()).name("refused").number(figures.refused());
    out.name("unavailable").number(figures.unavailable());
    out.name("rememberedAnswers").number(external.remembered());
    out.endObject();
  }

  private static void write(JsonBuffer out, JwtView jwt) {
    out.beginObject().name("rememberedTokens").number(jwt.remembered());
    write(out, jwt.keys());
    out.endObject();
  }

  private static void write(JsonBuffer out, KeyFigures keys) {
    out.name("keys").beginObject();
    out.name("state").string(keys.state().name().toLowerCase(Locale.ROOT));
    out.name("usable").number(keys.keys()).name("leftOut").number(keys.leftOut());
    if (keys.state() != KeyFigures.State.FIXED) {
      out.name("ageSeconds").number(keys.ageSeconds());
      out.name("fetched").number(keys.fetched()).name("failed").number(keys.failed());
      if (!keys.lastFailure().isEmpty()) {
        out.name("lastFailure").string(keys.lastFailure());
      }
    }
    out.endObject();
  }

  private static void write(JsonBuffer out, IntrospectionView view) {
    out.beginObject().name("state").string(view.resting() ? "failing" : "asking");
    out.name("rememberedAnswers").number(view.remembered());
    out.name("waiting").number(view.waiting());
    out.name("active").number(view.active()).name("inactive").number(view.inactive());
    out.name("failed").number(view.failed()).name("turnedAway").number(view.turnedAway());
    if (!view.lastFailure().isEmpty()) {
      out.name("lastFailure").string(view.lastFailure());
    }
    out.endObject();
  }
}
