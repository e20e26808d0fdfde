/**
 * Headers that make browsers careful. What leaves this package is set on every answer of a rule,
 * whoever made it, once and in place of what the backend said.
 */
@NullMarked
package dev.sluice.dataplane.security;

import org.jspecify.annotations.NullMarked;
