package io.sotong.log;

import java.util.List;

/**
 * Writes a cell if its place is still free, then raises registers.
 *
 * @param raises done only once the cell is stored
 */
public record Put(Cell cell, List<Raise> raises) {}
