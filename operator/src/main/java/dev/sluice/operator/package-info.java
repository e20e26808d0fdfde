/** Watches, compiles, provisions, publishes, reports: the operator as a process. */
@NullMarked
package dev.sluice.operator;

import org.jspecify.annotations.NullMarked;
