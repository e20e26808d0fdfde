/**
 * What a known client must be to pass, made ready when chains are built: for a request there is
 * nothing left but to look into sets.
 */
@NullMarked
package dev.sluice.dataplane.auth.authorization;

import org.jspecify.annotations.NullMarked;
