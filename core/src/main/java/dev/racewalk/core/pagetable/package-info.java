/** The page table. */
@NullMarked
package dev.racewalk.core.pagetable;

import org.jspecify.annotations.NullMarked;
