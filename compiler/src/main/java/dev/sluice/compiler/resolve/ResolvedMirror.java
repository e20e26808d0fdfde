package dev.sluice.compiler.resolve;

/**
 * Where copies of a rule's requests go.
 *
 * @param target its weight carries no meaning
 * @param percent 0 to 100
 */
public record ResolvedMirror(ResolvedTarget target, int percent) {}
