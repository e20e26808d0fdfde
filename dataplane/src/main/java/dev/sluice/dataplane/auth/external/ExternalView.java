package dev.sluice.dataplane.auth.external;

/**
 * A provider of this kind, for metrics and pages.
 *
 * @param provider its name
 * @param backend that is asked, as {@code namespace/name}
 * @param failOpen whether requests pass while it does not answer
 * @param remembered answers
 */
public record ExternalView(
    String provider, String backend, boolean failOpen, int remembered, ExternalFigures figures) {}
