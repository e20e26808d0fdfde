package dev.sluice.compiler;

import dev.sluice.compiler.CompileCache.BackendInput;
import dev.sluice.compiler.CompileCache.Part;
import dev.sluice.compiler.CompileCache.PlacesInput;
import dev.sluice.compiler.diagnostic.Conditions;
import dev.sluice.compiler.diagnostic.ResourceReport;
import dev.sluice.compiler.resolve.BackendAddresses;
import dev.sluice.compiler.resolve.BackendResolver;
import dev.sluice.compiler.resolve.ResourceIndex;
import dev.sluice.compiler.resolve.Surroundings;
import dev.sluice.compiler.resource.LastGood;
import dev.sluice.compiler.resource.ObjectKeys;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.compiler.resource.ResourceSet;
import dev.sluice.compiler.secret.SecretAnswer;
import dev.sluice.compiler.secret.SecretIndex;
import dev.sluice.compiler.secret.SecretQuestion;
import dev.sluice.compiler.translate.BackendTranslation;
import dev.sluice.crds.ServiceBackend;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SnapshotCodec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Backends, one by one, and where they are. */
final class BackendCompilation {
  private final ResourceIndex index;
  private final LastGood lastGood;
  private final BackendAddresses addresses;
  private final SecretIndex secrets;
  private final CompileCache cache;
  private final Map<ObjectKey, Service> services = new HashMap<>();
  private final Map<ObjectKey, List<EndpointSlice>> slices = new HashMap<>();
  private final Map<ObjectKey, ServiceBackend> backends = new HashMap<>();
  private final Map<ObjectKey, CompileCache.Backend> compiled = new HashMap<>();

  BackendCompilation(
      ResourceSet resources,
      ResourceIndex index,
      LastGood lastGood,
      BackendAddresses addresses,
      SecretIndex secrets,
      CompileCache cache) {
    this.index = index;
    this.lastGood = lastGood;
    this.addresses = addresses;
    this.secrets = secrets;
    this.cache = cache;
    resources.services().forEach(service -> services.put(ObjectKeys.of(service), service));
    for (EndpointSlice slice : resources.endpointSlices()) {
      Map<String, String> labels = slice.getMetadata().getLabels();
      String service = labels == null ? null : labels.get(Endpoints.SERVICE_NAME_LABEL);
      if (service != null) {
        ObjectKey key = new ObjectKey(ObjectKeys.of(slice).namespace(), service);
        slices.computeIfAbsent(key, absent -> new ArrayList<>()).add(slice);
      }
    }
    for (ServiceBackend backend : resources.backends()) {
      ObjectKey key = ObjectKeys.of(backend);
      backends.put(key, backend);
      compiled.put(key, compile(key, backend));
    }
  }

  List<ResourceReport> reports() {
    return compiled.values().stream().map(CompileCache.Backend::report).toList();
  }

  /** Of a backend that exists. */
  Part<BackendSection> section(ObjectKey backend) {
    return found(compiled, backend).section();
  }

  /** Of a backend that exists. */
  EndpointSet endpoints(ObjectKey key) {
    ServiceBackend backend = found(backends, key);
    Optional<ObjectKey> named = BackendResolver.serviceOf(backend);
    PlacesInput input =
        new PlacesInput(
            backend.getSpec(),
            named.map(services::get),
            named.map(slices::get).orElse(List.of()),
            addresses);
    return cache
        .places
        .get(
            key,
            earlier -> earlier.input().equals(input),
            () ->
                new CompileCache.Places(
                    input,
                    BackendResolver.endpoints(backend, input.service(), input.slices(), addresses)))
        .endpoints();
  }

  private CompileCache.Backend compile(ObjectKey key, ServiceBackend backend) {
    BackendInput input =
        new BackendInput(
            backend.getSpec(),
            Generation.of(backend),
            BackendResolver.serviceOf(backend).map(services::get),
            addresses,
            lastGood.backend(key));
    return cache.backends.get(
        key,
        earlier ->
            earlier.input().equals(input)
                && Surroundings.wouldAnswerAsBefore(index, earlier.answers())
                && wouldAnswerAsBefore(earlier.secrets()),
        () -> compile(key, backend, input));
  }

  private boolean wouldAnswerAsBefore(List<SecretAnswer> given) {
    for (SecretAnswer before : given) {
      if (!secrets.answer(before.question()).equals(before.verdict())) {
        return false;
      }
    }
    return true;
  }

  private CompileCache.Backend compile(ObjectKey key, ServiceBackend backend, BackendInput input) {
    Surroundings surroundings = new Surroundings(index);
    BackendResolver.Resolution resolution =
        BackendResolver.resolve(backend, input.service(), input.addresses(), secrets, surroundings);
    List<SecretAnswer> answers = new ArrayList<>(resolution.secrets());
    BackendSection written = BackendTranslation.translate(resolution.backend());
    BackendSection served =
        resolution.settingsAreGood()
            ? written
            : input
                .lastGood()
                .filter(before -> canServe(before, answers))
                .map(before -> BackendResolver.again(before, resolution.backend(), surroundings))
                .orElse(written);
    ResourceReport report =
        new ResourceReport(
            new ResourceRef(ResourceKind.SERVICE_BACKEND, key),
            Generation.of(backend),
            Conditions.of(
                resolution.diagnostics(), !served.equals(written) || resolution.keepsSecrets()),
            List.of(),
            resolution.diagnostics());
    return new CompileCache.Backend(
        input,
        surroundings.given(),
        answers,
        report,
        new Part<>(served, SnapshotCodec.encode(served)));
  }

  /** What was served before may refer to other Secrets than what is written now. */
  private boolean canServe(BackendSection before, List<SecretAnswer> answers) {
    boolean all = true;
    for (SecretQuestion question : UsedSecrets.of(before)) {
      SecretAnswer answer = new SecretAnswer(question, secrets.answer(question));
      answers.add(answer);
      all &= answer.verdict().served().isPresent();
    }
    return all;
  }

  private static <V> V found(Map<ObjectKey, V> in, ObjectKey key) {
    V value = in.get(key);
    if (value == null) {
      throw new IllegalStateException(
          "a section names the backend " + key + ", which is not there");
    }
    return value;
  }
}
