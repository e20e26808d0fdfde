/** What every kind of provider of identities is to the steps that ask it. */
@NullMarked
package dev.sluice.dataplane.auth.provider;

import org.jspecify.annotations.NullMarked;
