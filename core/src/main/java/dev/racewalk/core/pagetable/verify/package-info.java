/**
 * Looks at a page table at rest: walks its items and entries, and verifies the invariants that can be seen there. None of it is
 * for use while operations run.
 */
@NullMarked
package dev.racewalk.core.pagetable.verify;

import org.jspecify.annotations.NullMarked;
