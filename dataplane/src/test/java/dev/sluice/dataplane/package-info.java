/** Snapshots in, real HTTP out: whole data planes on free ports, with backends that misbehave. */
@NullMarked
package dev.sluice.dataplane;

import org.jspecify.annotations.NullMarked;
