@NullMarked
package dev.sluice.operator.report;

import org.jspecify.annotations.NullMarked;
