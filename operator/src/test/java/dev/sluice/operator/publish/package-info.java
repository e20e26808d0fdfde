@NullMarked
package dev.sluice.operator.publish;

import org.jspecify.annotations.NullMarked;
