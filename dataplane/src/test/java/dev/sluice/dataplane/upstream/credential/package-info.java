@NullMarked
package dev.sluice.dataplane.upstream.credential;

import org.jspecify.annotations.NullMarked;
