@NullMarked
package dev.sluice.operator.certificate;

import org.jspecify.annotations.NullMarked;
