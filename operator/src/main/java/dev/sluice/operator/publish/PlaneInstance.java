package dev.sluice.operator.publish;

import dev.sluice.snapshot.Held;
import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.ProviderState;
import dev.sluice.snapshot.Refusal;
import dev.sluice.snapshot.StoreState;
import java.util.ArrayList;
import java.util.List;

/**
 * One process of a data plane that is connected, as it describes itself.
 *
 * @param name the pod's
 * @param held what it serves
 * @param refusals sections that it cannot use in their present form
 * @param providers how it does with the keys that it fetches
 * @param store whether it can count limits together with others
 * @param draining it takes no new connections and will soon be gone
 */
public record PlaneInstance(
    String name,
    String release,
    Held held,
    List<Refusal> refusals,
    List<ProviderState> providers,
    StoreState store,
    boolean draining) {
  public PlaneInstance {
    refusals = List.copyOf(refusals);
    providers = List.copyOf(providers);
  }

  /**
   * @param refusals what it has refused of late; what it says of itself counts besides
   */
  static PlaneInstance of(
      PlaneMessage.Hello hello,
      PlaneMessage.State state,
      List<ProviderState> providers,
      StoreState store,
      List<Refusal> refusals) {
    List<Refusal> all = new ArrayList<>(refusals);
    state.refusals().stream()
        .filter(told -> refusals.stream().noneMatch(r -> r.section().equals(told.section())))
        .forEach(all::add);
    return new PlaneInstance(
        hello.instance(), hello.release(), state.held(), all, providers, store, state.draining());
  }

  public boolean holds(String version) {
    return held instanceof Held.Configuration configuration
        && configuration.version().equals(version);
  }

  /** Serves something and takes connections. */
  public boolean ready() {
    return held instanceof Held.Configuration && !draining;
  }
}
