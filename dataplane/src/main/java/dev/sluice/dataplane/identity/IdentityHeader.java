package dev.sluice.dataplane.identity;

import io.undertow.util.HttpString;

/**
 * A header that tells backends of the client.
 *
 * @param value printable ASCII
 */
public record IdentityHeader(HttpString name, String value) {}
