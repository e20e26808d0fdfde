@NullMarked
package dev.sluice.dataplane.upstream.hedge;

import org.jspecify.annotations.NullMarked;
