/** How long a backend's answers take of late, to know which one is late. */
@NullMarked
package dev.sluice.dataplane.upstream.hedge;

import org.jspecify.annotations.NullMarked;
