package dev.sluice.dataplane.source;

import dev.sluice.snapshot.BackendState;
import dev.sluice.snapshot.ProviderState;
import dev.sluice.snapshot.StoreState;
import java.util.List;
import java.util.function.Supplier;

/**
 * How a data plane does, as every operator replica is told. Nothing here may wait.
 *
 * @param providers those that fetch keys
 * @param store in which limits are counted together with others
 */
public record Wellbeing(
    Supplier<List<BackendState>> backends,
    Supplier<List<ProviderState>> providers,
    Supplier<StoreState> store) {}
