package dev.sluice.snapshot;

/** One ServiceBackend: how to speak with it. Where it is stands in its {@link EndpointSet}. */
public record BackendSection(ObjectKey backend, ConnectionPolicy connection) implements Section {
  @Override
  public SectionKey key() {
    return new SectionKey(SectionKind.BACKEND, backend);
  }
}
