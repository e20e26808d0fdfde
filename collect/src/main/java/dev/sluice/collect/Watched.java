package dev.sluice.collect;

import dev.sluice.snapshot.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One kind of resource, watched in all namespaces. */
final class Watched<T extends HasMetadata> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watched.class);
  private static final long PAGE = 500;

  private final String plural;
  private final Class<T> type;
  private final KubernetesClient client;
  private final Optional<String> label;
  private final SharedIndexInformer<T> informer;
  private final AtomicLong noted = new AtomicLong();
  private volatile boolean closed;

  /**
   * @param label only objects that carry it are watched, whatever its value
   * @param same whether an update changes nothing that is compiled
   * @param changed called with every other event
   * @param touched called with updates that are the same
   */
  Watched(
      KubernetesClient client,
      String plural,
      Class<T> type,
      Optional<String> label,
      BiPredicate<T, T> same,
      Consumer<T> changed,
      Consumer<T> touched) {
    this.client = client;
    this.label = label;
    this.plural = plural;
    this.type = type;
    this.informer =
        selected()
            .withLimit(PAGE)
            .runnableInformer(0)
            .itemStore(new SlimStore<>())
            // The default gives up for good on errors that pass, such as a broken connection.
            .exceptionHandler((started, failure) -> retry(failure))
            .addEventHandler(new Handler(same, changed, touched));
  }

  private FilterWatchListDeletable<T, KubernetesResourceList<T>, Resource<T>> selected() {
    var everywhere = client.resources(type).inAnyNamespace();
    return label.isPresent() ? everywhere.withLabel(label.get()) : everywhere;
  }

  private boolean retry(Throwable failure) {
    if (!closed) {
      LOG.warn("watch of {} is interrupted, trying again: {}", plural, failure.toString());
    }
    return !closed;
  }

  void index(String name, Function<T, List<String>> keys) {
    informer.addIndexers(Map.of(name, keys));
  }

  CompletionStage<Void> start() {
    return informer.start();
  }

  boolean hasSynced() {
    return informer.hasSynced();
  }

  boolean isWatching() {
    return informer.isWatching();
  }

  String plural() {
    return plural;
  }

  List<T> list() {
    return informer.getStore().list();
  }

  List<T> byIndex(String name, String key) {
    return informer.getIndexer().byIndex(name, key);
  }

  Optional<T> get(ObjectKey key) {
    return Optional.ofNullable(informer.getStore().getByKey(key.namespace() + "/" + key.name()));
  }

  /** Up to where events have arrived in the store; to be read before the store is. */
  long seen() {
    return Math.max(noted.get(), number(informer.lastSyncResourceVersion()));
  }

  /** Up to where events have been handed on. */
  long handled() {
    return noted.get();
  }

  /**
   * Makes sure of being up to date when the watch has nothing to say: lists once, and if the store
   * holds exactly that, it is as new as that list. Otherwise the watch is about to deliver.
   */
  void confirm() {
    var list = selected().list();
    Map<String, String> listed =
        list.getItems().stream().collect(Collectors.toMap(Watched::uid, Watched::version));
    Map<String, String> stored =
        list().stream().collect(Collectors.toMap(Watched::uid, Watched::version));
    if (listed.equals(stored)) {
      note(number(list.getMetadata().getResourceVersion()));
    }
  }

  private void note(long version) {
    noted.accumulateAndGet(version, Math::max);
  }

  private static String uid(HasMetadata object) {
    return object.getMetadata().getUid();
  }

  private static String version(HasMetadata object) {
    return object.getMetadata().getResourceVersion();
  }

  private static long number(@Nullable String resourceVersion) {
    if (resourceVersion == null) {
      return 0;
    }
    try {
      return Long.parseLong(resourceVersion);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    closed = true;
    informer.stop();
  }

  private final class Handler implements ResourceEventHandler<T> {
    private final BiPredicate<T, T> same;
    private final Consumer<T> changed;
    private final Consumer<T> touched;

    private Handler(BiPredicate<T, T> same, Consumer<T> changed, Consumer<T> touched) {
      this.same = same;
      this.changed = changed;
      this.touched = touched;
    }

    // In each case first the word, then the note: who reads the note must find the word.

    @Override
    public void onAdd(T object) {
      changed.accept(object);
      note(number(version(object)));
    }

    @Override
    public void onUpdate(T before, T now) {
      if (uid(before).equals(uid(now)) && same.test(before, now)) {
        touched.accept(now);
      } else {
        changed.accept(before);
        changed.accept(now);
      }
      note(number(version(now)));
    }

    @Override
    public void onDelete(T object, boolean finalStateUnknown) {
      changed.accept(object);
      note(number(version(object)));
    }
  }
}
