package dev.sluice.operator.publish;

import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.ProviderState;
import dev.sluice.snapshot.Refusal;
import dev.sluice.snapshot.StoreState;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an instance has said of itself last. Touched by its stream's thread only. */
final class SelfReport {
  private PlaneMessage.@Nullable State state;
  private List<ProviderState> providers = List.of();
  private StoreState store = StoreState.NONE;

  void state(PlaneMessage.State now) {
    state = now;
  }

  void providers(PlaneMessage.Providers now) {
    providers = now.states();
  }

  void store(PlaneMessage.Store now) {
    store = now.state();
  }

  /**
   * Before its first State nothing is known of an instance, and it is not evidence of anything.
   *
   * @param refusals of what it was sent
   */
  Optional<PlaneInstance> of(PlaneMessage.Hello hello, List<Refusal> refusals) {
    return Optional.ofNullable(state)
        .map(known -> PlaneInstance.of(hello, known, providers, store, refusals));
  }
}
