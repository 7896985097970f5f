package dev.racewalk.stress.scenario.text;

/**
 * A device of a scenario.
 *
 * @param attached whether it is attached when the actors start
 * @param drops one cached word in so many is dropped before it is used; 0 for none
 */
public record ScriptDevice(boolean attached, int drops) {}
