package dev.sluice.compiler;

import dev.sluice.compiler.diagnostic.Diagnostic;
import dev.sluice.compiler.diagnostic.ResourceReport;
import dev.sluice.compiler.resolve.BackendAddresses;
import dev.sluice.compiler.resolve.EarlierClaims;
import dev.sluice.compiler.resolve.FeedIndex;
import dev.sluice.compiler.resolve.RateLimitResolver;
import dev.sluice.compiler.resolve.SchemaIndex;
import dev.sluice.compiler.resolve.Surroundings;
import dev.sluice.compiler.secret.JudgedSecrets;
import dev.sluice.compiler.secret.SecretAnswer;
import dev.sluice.crds.GatewayRouteSpec;
import dev.sluice.crds.RateLimitPolicySpec;
import dev.sluice.crds.ServiceBackendSpec;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.EncodedSection;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.JsonSchema;
import dev.sluice.snapshot.NetworkFeed;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RateLimitSection;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.SecretSection;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what did not change between compilations. It makes them faster and nothing else: with
 * an empty cache the result is the same, because every entry carries the inputs that it was made
 * from. Not safe for several threads at once.
 */
public final class CompileCache {
  final Memo<ObjectKey, Route> routes = new Memo<>();
  final EarlierClaims hostClaims = new EarlierClaims();
  final Memo<ObjectKey, Backend> backends = new Memo<>();
  final Memo<ObjectKey, Places> places = new Memo<>();
  final JudgedSecrets judgedSecrets = new JudgedSecrets();
  final Memo<SecretSection, EncodedSection> secrets = new Memo<>();
  final FeedIndex.ReadFeeds readFeeds = new FeedIndex.ReadFeeds();
  final Memo<ObjectKey, Part<NetworkFeed>> feeds = new Memo<>();
  final SchemaIndex.JudgedSchemas judgedSchemas = new SchemaIndex.JudgedSchemas();
  final Memo<ObjectKey, Part<JsonSchema>> schemas = new Memo<>();
  final Memo<OverlapCompilation.HostOfPlane, OverlapCompilation.Judged> overlaps = new Memo<>();

  final Memo<ObjectKey, Limits> limits = new Memo<>();
  final Memo<PolicyOfPlane, Part<RateLimitSection>> limitSections = new Memo<>();

  /** A section and its bytes. */
  record Part<S>(S section, EncodedSection encoded) {}

  /**
   * A route's section.
   *
   * @param backends that it sends requests to
   * @param feeds that it asks for
   * @param schemas likewise
   */
  record RoutePart(
      Part<RouteSection> part,
      Set<ObjectKey> backends,
      Set<ObjectKey> feeds,
      Set<ObjectKey> schemas) {}

  /** What a route is made from. */
  record RouteInput(@Nullable GatewayRouteSpec spec, long generation, @Nullable String created) {}

  /**
   * @param report of the route alone, whatever others leave of it
   */
  record Route(
      RouteInput input,
      List<Surroundings.Answer> answers,
      List<Diagnostic> diagnostics,
      List<PlanePart> planes,
      boolean suspended,
      ResourceReport report) {}

  /**
   * What one data plane makes of a route.
   *
   * @param diagnostics that concern this data plane
   * @param lastGood names of the rules that are served as they were before
   */
  record PlanePart(
      ObjectKey dataPlane,
      Optional<RoutePart> part,
      List<Diagnostic> diagnostics,
      boolean stalled,
      Set<String> lastGood) {}

  /** What a backend is made from. */
  record BackendInput(
      @Nullable ServiceBackendSpec spec,
      long generation,
      Optional<Service> service,
      BackendAddresses addresses,
      Optional<BackendSection> lastGood) {}

  /**
   * @param answers what it was told of others
   * @param secrets what its Secrets held
   */
  record Backend(
      BackendInput input,
      List<Surroundings.Answer> answers,
      List<SecretAnswer> secrets,
      ResourceReport report,
      Part<BackendSection> section) {}

  /** What the endpoints of a backend are made from. */
  record PlacesInput(
      @Nullable ServiceBackendSpec spec,
      Optional<Service> service,
      List<EndpointSlice> slices,
      BackendAddresses addresses) {}

  record Places(PlacesInput input, EndpointSet endpoints) {}

  /** What the limits of a policy are made from. */
  record LimitInput(@Nullable RateLimitPolicySpec spec) {}

  record Limits(LimitInput input, RateLimitResolver.Resolution resolution) {}

  /** Targets differ from data plane to data plane. */
  record PolicyOfPlane(ObjectKey dataPlane, ObjectKey policy) {}

  void turn() {
    routes.turn();
    backends.turn();
    places.turn();
    overlaps.turn();
    judgedSecrets.turn();
    secrets.turn();
    feeds.turn();
    schemas.turn();
    limits.turn();
    limitSections.turn();
  }
}
