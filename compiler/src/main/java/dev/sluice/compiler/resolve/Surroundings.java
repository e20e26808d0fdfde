package dev.sluice.compiler.resolve;

import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RouteSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a route or a backend sees of other resources. Every answer is remembered, so that it is
 * known later whether it would come out the same: see {@link #wouldAnswerAsBefore}.
 */
public final class Surroundings {
  private final ResourceIndex index;
  private final List<Answer> given = new ArrayList<>();

  public Surroundings(ResourceIndex index) {
    this.index = index;
  }

  /** What was asked, and what the answer was. */
  public record Answer(Question question, Object answer) {}

  /** All that one of them may want to know. */
  sealed interface Question {
    record DataPlaneTerms(ObjectKey dataPlane) implements Question {}

    record DefaultDataPlane() implements Question {}

    record TermsOfBackend(ObjectKey backend) implements Question {}

    record WayBack(ObjectKey from, ObjectKey over) implements Question {}

    record TermsOfDataPlane(ObjectKey dataPlane) implements Question {}

    record SpeaksHttps(ObjectKey dataPlane) implements Question {}

    record TextOfConfigMap(ObjectKey configMap, String key) implements Question {}

    record StateOfFeed(ObjectKey feed) implements Question {}

    record StateOfSchema(ObjectKey schema) implements Question {}

    record NamespaceLabels(String namespace) implements Question {}

    record ServedBefore(ObjectKey dataPlane, ObjectKey route, long created) implements Question {}

    record HostOwner(ObjectKey dataPlane, HostClaim claim) implements Question {}
  }

  /** Whether the answers are still the same. */
  public static boolean wouldAnswerAsBefore(ResourceIndex index, List<Answer> given) {
    for (Answer before : given) {
      if (!index.answer(before.question).equals(before.answer)) {
        return false;
      }
    }
    return true;
  }

  public List<Answer> given() {
    return List.copyOf(given);
  }

  /** The consent of a data plane, if there is that data plane. */
  Optional<Consent> dataPlane(ObjectKey key) {
    return optional(new Question.DataPlaneTerms(key), Consent.class);
  }

  Optional<ObjectKey> defaultDataPlane() {
    return optional(new Question.DefaultDataPlane(), ObjectKey.class);
  }

  /** What the data plane says of all its routes. */
  PlaneTerms terms(ObjectKey dataPlane) {
    PlaneTerms terms = index.terms(dataPlane);
    given.add(new Answer(new Question.TermsOfDataPlane(dataPlane), terms));
    return terms;
  }

  /** Whether a listener of the data plane is to speak HTTPS. */
  boolean speaksHttps(ObjectKey dataPlane) {
    Question question = new Question.SpeaksHttps(dataPlane);
    Object answer = index.answer(question);
    given.add(new Answer(question, answer));
    return answer.equals(true);
  }

  Optional<ResourceIndex.BackendTerms> backend(ObjectKey key) {
    return optional(new Question.TermsOfBackend(key), ResourceIndex.BackendTerms.class);
  }

  /**
   * How a request that one backend hands on to another could come back to the first, both ends
   * included; empty if it cannot.
   */
  List<ObjectKey> wayBack(ObjectKey from, ObjectKey over) {
    Question question = new Question.WayBack(from, over);
    Object way = index.answer(question);
    given.add(new Answer(question, way));
    return way instanceof List<?> keys
        ? keys.stream().map(ObjectKey.class::cast).toList()
        : List.of();
  }

  /** Empty if there is no such ConfigMap with our label. */
  Optional<ResourceIndex.ConfigText> configText(ObjectKey configMap, String key) {
    return optional(new Question.TextOfConfigMap(configMap, key), ResourceIndex.ConfigText.class);
  }

  /** What counts of a list of networks in a ConfigMap. */
  FeedIndex.State feed(ObjectKey feed) {
    Question question = new Question.StateOfFeed(feed);
    FeedIndex.State state = (FeedIndex.State) index.answer(question);
    given.add(new Answer(question, state));
    return state;
  }

  /** What counts of a JSON Schema in a ConfigMap. */
  SchemaIndex.State schema(ObjectKey schema) {
    Question question = new Question.StateOfSchema(schema);
    SchemaIndex.State state = (SchemaIndex.State) index.answer(question);
    given.add(new Answer(question, state));
    return state;
  }

  Optional<RouteSection> servedBefore(ObjectKey dataPlane, ObjectKey route, long created) {
    return optional(new Question.ServedBefore(dataPlane, route, created), RouteSection.class);
  }

  /** What becomes of a route's claim at a data plane that takes the route. */
  HostVerdict verdict(ObjectKey dataPlane, HostClaim claim) {
    Question question = new Question.HostOwner(dataPlane, claim);
    HostVerdict verdict = (HostVerdict) index.answer(question);
    given.add(new Answer(question, verdict));
    return verdict;
  }

  /** Whether an object in one namespace lets routes of another refer to it. */
  boolean consents(Consent consent, String owner, String from) {
    Map<String, String> labels =
        consent instanceof Consent.SelectedNamespaces ? labels(from) : Map.of();
    return consent.allows(owner, from, labels);
  }

  private Map<String, String> labels(String namespace) {
    Question question = new Question.NamespaceLabels(namespace);
    Map<String, String> labels = index.labels(namespace);
    given.add(new Answer(question, labels));
    return labels;
  }

  private <T> Optional<T> optional(Question question, Class<T> type) {
    Object answer = index.answer(question);
    given.add(new Answer(question, answer));
    return answer instanceof Optional<?> found ? found.map(type::cast) : Optional.empty();
  }
}
