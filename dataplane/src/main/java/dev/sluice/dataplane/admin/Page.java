package dev.sluice.dataplane.admin;

import io.undertow.util.HeaderMap;

/** What a path answers to GET. */
@FunctionalInterface
interface Page {
  Reply get(HeaderMap request);
}
