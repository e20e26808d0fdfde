@NullMarked
package dev.sluice.dataplane.auth.jwt.keys;

import org.jspecify.annotations.NullMarked;
