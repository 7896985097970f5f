/** Page tables that are not core's, right and wrong, for the tests of {@code --table}. */
package dev.racewalk.stress.testrace.table;
