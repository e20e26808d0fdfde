/** The order of handlers, for every request and for each rule, as lists with reasons. */
@NullMarked
package dev.sluice.dataplane.chain;

import org.jspecify.annotations.NullMarked;
