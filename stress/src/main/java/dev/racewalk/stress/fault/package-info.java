/** The known bugs of this kind of protocol, each seeded by one small class. */
@NullMarked
package dev.racewalk.stress.fault;

import org.jspecify.annotations.NullMarked;
