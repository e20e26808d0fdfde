/**
 * JSON Schemas, judged by the compiler and asked by the data plane: one reading of both the schema
 * and the body. Nothing here is ever fetched, and no schema can make anybody wait longer than the
 * size of the body allows, see {@link dev.sluice.schema.Effort}.
 */
@NullMarked
package dev.sluice.schema;

import org.jspecify.annotations.NullMarked;
