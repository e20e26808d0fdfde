@NullMarked
package dev.sluice.dataplane.auth.authorization;

import org.jspecify.annotations.NullMarked;
