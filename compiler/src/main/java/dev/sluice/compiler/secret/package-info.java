/**
 * What the Secrets that resources refer to hold for them.
 *
 * <p>True of all that leaves this package: it was judged for the purpose that it was asked for, it
 * is the content of one Secret and of no other, and no message says anything of that content.
 */
@NullMarked
package dev.sluice.compiler.secret;

import org.jspecify.annotations.NullMarked;
