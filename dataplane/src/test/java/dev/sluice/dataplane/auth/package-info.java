@NullMarked
package dev.sluice.dataplane.auth;

import org.jspecify.annotations.NullMarked;
