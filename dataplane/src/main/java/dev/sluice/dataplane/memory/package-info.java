/**
 * What is remembered because it took work to find out, and may be forgotten at any time. A leaf:
 * what is remembered, and whether it is still true, is not known here.
 */
@NullMarked
package dev.sluice.dataplane.memory;

import org.jspecify.annotations.NullMarked;
