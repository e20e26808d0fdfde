/** Hosts, paths, precedence: the one matcher of data plane, compiler and explain. */
@NullMarked
package dev.sluice.matching;

import org.jspecify.annotations.NullMarked;
