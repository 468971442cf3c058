/** The search index over Lucene, for one process on one directory. Imported only by launch. */
@NullMarked
package io.sotong.store.lucene;

import org.jspecify.annotations.NullMarked;
