package dev.sluice.crds;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code status} of a ServiceBackend. */
public record ServiceBackendStatus(
    @Nullable Long observedGeneration, @Nullable List<Condition> conditions) {}
