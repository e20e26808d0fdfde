package dev.sluice.compiler;

/**
 * Remembers what did not change between compilations. It makes them faster and nothing else: with
 * an empty cache the result is the same. Not safe for several threads at once.
 */
public final class CompileCache {}
