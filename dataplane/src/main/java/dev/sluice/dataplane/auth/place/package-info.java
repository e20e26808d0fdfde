/** Where requests carry credentials: found, and taken out, in one way for all kinds of provider. */
@NullMarked
package dev.sluice.dataplane.auth.place;

import org.jspecify.annotations.NullMarked;
