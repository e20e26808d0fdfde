/** Health, readiness, metrics and the read-only views of what is in force. */
@NullMarked
package dev.sluice.dataplane.admin;

import org.jspecify.annotations.NullMarked;
