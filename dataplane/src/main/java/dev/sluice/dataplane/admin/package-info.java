/**
 * Health, readiness, metrics and the read-only views of what is in force, on ports and threads of
 * their own. Nothing here changes anything. What is shown holds no secret by construction: sections
 * carry none, and types that do print as {@code [redacted]}.
 */
@NullMarked
package dev.sluice.dataplane.admin;

import org.jspecify.annotations.NullMarked;
