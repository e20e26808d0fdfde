/**
 * Health, readiness, metrics and views of what is in force, on ports and threads of their own. What
 * changes anything is an {@link dev.sluice.dataplane.admin.AdminActions action}, at the loopback
 * port only; nothing here changes the configuration. What is shown holds no secret by construction:
 * sections carry none, and types that do print as {@code [redacted]}.
 */
@NullMarked
package dev.sluice.dataplane.admin;

import org.jspecify.annotations.NullMarked;
