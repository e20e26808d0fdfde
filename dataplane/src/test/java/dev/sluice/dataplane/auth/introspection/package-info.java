@NullMarked
package dev.sluice.dataplane.auth.introspection;

import org.jspecify.annotations.NullMarked;
