package dev.racewalk.stress.explore;

import dev.racewalk.stress.machine.RaceMistakeException;

/** What an actor, the constructor or the arbiter of a race threw, and in which line of the race. */
final class ActorFailure extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private ActorFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Says in one sentence what happened.
     *
     * @param who of the race
     * @param race its class
     * @param thrown what came of it
     */
    static ActorFailure of(String who, Class<?> race, Throwable thrown) {
        String what = thrown instanceof RaceMistakeException ? ": " + thrown.getMessage() : " threw " + thrown;
        return new ActorFailure(who + what + where(race, thrown), thrown);
    }

    private static String where(Class<?> race, Throwable thrown) {
        for (StackTraceElement frame : thrown.getStackTrace()) {
            String name = frame.getClassName();
            if (name.equals(race.getName()) || name.startsWith(race.getName() + "$")) {
                return " (" + inWords(frame) + ")";
            }
        }
        return "";
    }

    /** Names a place in the code as all messages do. */
    static String inWords(StackTraceElement frame) {
        String type = frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1);
        return type + "." + frame.getMethodName() + ", line " + frame.getLineNumber();
    }
}
