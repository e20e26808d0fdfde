@NullMarked
package dev.sluice.compiler.certificate;

import org.jspecify.annotations.NullMarked;
