@NullMarked
package dev.sluice.matching;

import org.jspecify.annotations.NullMarked;
