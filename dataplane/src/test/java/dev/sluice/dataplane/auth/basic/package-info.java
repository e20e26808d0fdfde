@NullMarked
package dev.sluice.dataplane.auth.basic;

import org.jspecify.annotations.NullMarked;
