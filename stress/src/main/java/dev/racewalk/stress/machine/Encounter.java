package dev.racewalk.stress.machine;

/** How the actors of a sample met, as they have noted it in their lanes. */
final class Encounter {
    private static final int FIRST = 0;
    private static final int SECOND = 1;
    private static final int THIRD = 2;

    private final MachineFrames frames;
    private final int[] lanes;
    private final int noting;

    Encounter(MachineFrames frames, Setup setup) {
        this.frames = frames;
        lanes = frames.lanes();
        noting = setup.noting();
    }

    String whoseTableStays() {
        boolean first = frames.gaveBack(FIRST);
        boolean second = frames.gaveBack(SECOND);
        return first ? second ? "tables of both stay" : "table of 2 stays" : second ? "table of 1 stays" : "apart";
    }

    String meeting() {
        requireNotesOf(2, "withMeeting");
        return met(FIRST) && met(SECOND) ? "met" : "apart";
    }

    String order() {
        requireNotesOf(2, "withMeeting");
        return seenAtBegin(SECOND) == MachineFrames.PHASE_OVER
                ? "1 then 2"
                : seenAtBegin(FIRST) == MachineFrames.PHASE_OVER
                        ? "2 then 1"
                        : met(FIRST) && met(SECOND) ? "met" : "close";
    }

    String meetingOfThree() {
        requireNotesOf(Setup.ACTORS, "withMeetingOfThree");
        boolean firstTwo = met(FIRST, SECOND) && met(SECOND, FIRST);
        boolean lastTwo = met(SECOND, THIRD) && met(THIRD, SECOND);
        boolean outerTwo = met(FIRST, THIRD) && met(THIRD, FIRST);
        return firstTwo && lastTwo && outerTwo ? "three met" : firstTwo || lastTwo || outerTwo ? "two met" : "apart";
    }

    private void requireNotesOf(int actors, String with) {
        if (noting != actors) {
            throw new IllegalStateException("the actors note nothing of each other: the setup must say " + with + "()");
        }
    }

    private boolean met(int actor) {
        int seen = actor * MachineFrames.LANE + MachineFrames.SEEN_FIRST;
        return lanes[seen] != MachineFrames.PHASE_OVER && lanes[seen + 1] != 0;
    }

    private boolean met(int actor, int other) {
        int seen = actor * MachineFrames.LANE + MachineFrames.SEEN_FIRST;
        return (lanes[seen] >>> (2 * other) & 3) != MachineFrames.PHASE_OVER
                && (lanes[seen + 1] >>> (2 * other) & 3) != 0;
    }

    private int seenAtBegin(int actor) {
        return lanes[actor * MachineFrames.LANE + MachineFrames.SEEN_FIRST];
    }
}
