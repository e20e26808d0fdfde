package dev.sluice.snapshot;

/** What a {@link BackendSection} is made of, each kind once: see {@link BackendSection#with}. */
public interface BackendPart {}
