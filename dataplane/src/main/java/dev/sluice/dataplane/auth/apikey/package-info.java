/** API keys. Only their hashes are known here, and those are not shown either. */
@NullMarked
package dev.sluice.dataplane.auth.apikey;

import org.jspecify.annotations.NullMarked;
