/** The sluice command: the only module that sees both sides. */
@NullMarked
package dev.sluice.cli;

import org.jspecify.annotations.NullMarked;
