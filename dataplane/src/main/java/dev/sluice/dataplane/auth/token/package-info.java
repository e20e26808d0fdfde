/**
 * What providers of tokens have in common, whatever proves a token: how its texts are read, and
 * what its claims make of a client. Nothing here believes anything.
 */
@NullMarked
package dev.sluice.dataplane.auth.token;

import org.jspecify.annotations.NullMarked;
