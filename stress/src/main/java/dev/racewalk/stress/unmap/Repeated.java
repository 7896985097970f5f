package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;

import dev.racewalk.stress.machine.Lane;
import dev.racewalk.stress.machine.Machine;

/** What actors do again and again while the unmap is at work. */
final class Repeated {
    private Repeated() {}

    /**
     * Has the device read one page after the other until it finds nothing; what it did is the work of the second lane, which
     * ends as the first read ended. The third lane keeps what the last read ended with.
     *
     * @param m the machine
     * @param span address of page 0; the device begins with page 1
     * @param most number of the first page that is not read any more
     */
    static void readUntilNotPresent(Machine m, long span, int most) {
        m.second().begin();
        int first = m.second().read(span + (1L << PAGE));
        int last = first;
        for (int i = 2; i < most && last == TRANSLATED && m.second().isOtherAtWork(); i++) {
            last = m.second().read(span + ((long) i << PAGE));
        }
        m.third().keep(last);
        m.second().end(first);
    }

    /**
     * Maps a page for which there is no frame until there is one.
     *
     * @param lane of the actor
     * @param iova of the page
     * @param most how often it tries, as long as the other actor is at work
     * @return what the last map ended with: a code of {@link dev.racewalk.stress.machine.ResultCodes}
     */
    static int mapUntilMapped(Lane lane, long iova, int most) {
        int result = lane.map(iova);
        for (int i = 1; i < most && result != MAPPED && lane.isOtherAtWork(); i++) {
            result = lane.map(iova);
        }
        return result;
    }
}
