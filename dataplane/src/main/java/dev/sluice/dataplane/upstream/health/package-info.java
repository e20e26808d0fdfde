/**
 * How well the endpoints of one backend are, from checks and from ejections together. Knows nothing
 * of requests, pools or routes: the owner of the backend says which endpoints there are, and reads
 * which of them may take requests.
 */
@NullMarked
package dev.sluice.dataplane.upstream.health;

import org.jspecify.annotations.NullMarked;
