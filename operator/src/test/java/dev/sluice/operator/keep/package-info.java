@org.jspecify.annotations.NullMarked
package dev.sluice.operator.keep;
