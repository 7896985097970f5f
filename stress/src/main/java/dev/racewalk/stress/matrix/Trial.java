package dev.racewalk.stress.matrix;

import dev.racewalk.stress.record.MatrixRun;
import dev.racewalk.stress.record.Means;
import dev.racewalk.stress.record.Protocol;
import java.io.IOException;
import java.time.Duration;

/** Races one race in a JVM of its own, until the first forbidden outcome or the end of the time. */
public final class Trial {
    private Trial() {}

    /**
     * Races.
     *
     * @param race its name
     * @param protocol that its machines follow
     * @param time of racing at most
     * @return what was seen
     * @throws IOException if the JVM cannot be started
     * @throws InterruptedException if this thread is interrupted; the JVM is ended
     */
    public static MatrixRun race(String race, Protocol protocol, Duration time)
            throws IOException, InterruptedException {
        return new RaceProcess().run(Means.RACE, protocol, race, Effort.of(time.toMillis()));
    }
}
