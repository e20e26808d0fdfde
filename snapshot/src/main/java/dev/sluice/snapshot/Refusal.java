package dev.sluice.snapshot;

/**
 * Why a data plane cannot use a section.
 *
 * @param reason for people; names the cause and no secret
 */
public record Refusal(SectionKey section, String reason) {}
