package dev.sluice.dataplane.auth.jwt;

import dev.sluice.dataplane.auth.jwt.keys.KeyFigures;

/**
 * A provider of tokens, for metrics and pages.
 *
 * @param remembered verified tokens
 */
public record JwtView(KeyFigures keys, int remembered) {}
