@NullMarked
package dev.sluice.dataplane.auth.apikey;

import org.jspecify.annotations.NullMarked;
