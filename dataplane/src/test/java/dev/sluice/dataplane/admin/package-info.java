@NullMarked
package dev.sluice.dataplane.admin;

import org.jspecify.annotations.NullMarked;
