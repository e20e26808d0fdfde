package dev.sluice.cli.diff;

import dev.sluice.compiler.Compilation;
import dev.sluice.compiler.resource.ResourceSet;

/**
 * One of the two that are compared.
 *
 * @param endpoints whether its endpoints are a matter of configuration: in a cluster they come and
 *     go by themselves
 */
public record Side(ResourceSet resources, Compilation compilation, boolean endpoints) {}
