package dev.sluice.compiler.diagnostic;

/**
 * A condition without its time, which a pure function cannot know.
 *
 * @param reason one CamelCase word
 */
public record ReportedCondition(ConditionType type, boolean holds, String reason, String message) {}
