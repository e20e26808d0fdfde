/**
 * What the compiler has to say to the people who write resources.
 *
 * <p>True of everything that leaves here: each message names the field, the cause and the cure;
 * control characters are escaped and lengths bounded, for the text of one tenant is read in the
 * terminals of others; nothing secret is quoted.
 */
@NullMarked
package dev.sluice.compiler.diagnostic;

import org.jspecify.annotations.NullMarked;
