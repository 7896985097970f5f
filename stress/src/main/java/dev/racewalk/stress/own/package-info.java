/**
 * What a user brings: a class path beside that of this program, and steps that replace those of the protocol. It is told by
 * options of the command line, and each JVM that works for this one gets it too.
 */
@NullMarked
package dev.racewalk.stress.own;

import org.jspecify.annotations.NullMarked;
