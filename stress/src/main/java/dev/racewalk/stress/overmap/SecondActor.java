package dev.racewalk.stress.overmap;

import static dev.racewalk.stress.machine.ResultCodes.FOUND;
import static dev.racewalk.stress.machine.ResultCodes.NOT_PRESENT;

import dev.racewalk.stress.machine.Lane;
import dev.racewalk.stress.machine.Machine;

/** What the second actor does, from begin to end, while the first is at work on an overmap. */
final class SecondActor {
    private SecondActor() {}

    /** Reads until the page is translated, and tells of the first read; the third result is that of the last. */
    static void readsUntilTranslated(Machine m, long page) {
        Lane second = m.second();
        second.begin();
        int first = second.read(page);
        m.third().keep(first == NOT_PRESENT ? second.readWhile(NOT_PRESENT, page) : first);
        second.end(first);
    }

    /** Looks up as long as the page is found, and tells of the last time. */
    static void looksUpWhileFound(Machine m, long page) {
        Lane second = m.second();
        second.begin();
        int first = second.lookUp(page);
        second.end(first == FOUND ? second.lookUpWhile(FOUND, page) : first);
    }
}
