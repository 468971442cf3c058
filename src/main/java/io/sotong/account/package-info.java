/**
 * Who you are: users, passwords, tokens, devices, friends and blocks. The API and the importer
 * enter; other rooms ask over the bus.
 */
@NullMarked
package io.sotong.account;

import org.jspecify.annotations.NullMarked;
