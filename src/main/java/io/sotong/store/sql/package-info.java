/**
 * Accounts and channels in SQL, one text for SQLite and PostgreSQL; the only room with a SQL
 * driver. Only the launcher enters.
 */
@NullMarked
package io.sotong.store.sql;

import org.jspecify.annotations.NullMarked;
