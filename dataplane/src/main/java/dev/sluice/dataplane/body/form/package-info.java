/**
 * Forms with files ({@code multipart/form-data}, RFC 7578), watched as they stream by: nothing is
 * held but one line. What two parsers could read in two ways is refused, so that the backend reads
 * what was judged.
 */
@NullMarked
package dev.sluice.dataplane.body.form;

import org.jspecify.annotations.NullMarked;
