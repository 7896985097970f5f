package dev.racewalk.stress.explore;

import dev.racewalk.stress.explore.search.ActorThreads;
import dev.racewalk.stress.explore.search.Engine;
import dev.racewalk.stress.jcstress.OneProcessor;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks after an exploration, which runs in a thread of its own: an actor that waits for something that is no step, a lock of
 * {@code java.util.concurrent} say, would keep the baton for ever, and the others with it.
 */
final class Watch {
    private static final long LOOK_MILLIS = 50;

    /** So many looks in a row find the same thread waiting in the same place, and no step in between. */
    private static final int LOOKS = 20;

    /** So many looks find an actor waiting, whatever it does in between, if that is what most looks find: it sleeps, say. */
    private static final int LOOKS_AT_WAITING = 30;

    /** So many looks in a row find the same actor running, and no step in between. */
    private static final int LOOKS_AT_RUNNING = 200;

    private final Supplier<Engine> engine;
    private final List<String> actors;
    private final Thread worker;
    private @Nullable Sight last;
    private int looks;
    private int allLooks;
    private int looksAtWaiting;

    /** Who has the baton, and what it does. */
    private record Sight(Thread thread, long steps, boolean waits, StackTraceElement frame) {}

    private Watch(Supplier<Engine> engine, List<String> actors, Thread worker) {
        this.engine = engine;
        this.actors = actors;
        this.worker = worker;
    }

    /**
     * Runs an exploration.
     *
     * @param engine which one is at work
     * @param actors their names
     * @param work what to do in a thread of its own
     * @return what the work returned
     * @throws IllegalStateException if an actor does nothing more that is a step; the engine is closed then
     */
    static <T> T over(Supplier<Engine> engine, List<String> actors, Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        Thread worker = ActorThreads.first("racewalk-actor-0", () -> {
            if (!ActorThreads.isVirtual(Thread.currentThread()) && OneProcessor.stay()) {
                ActorThreads.keepTogether();
            }
            task.run();
        });
        worker.start();
        Watch watch = new Watch(engine, actors, worker);
        while (true) {
            try {
                return task.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                watch.look();
            } catch (ExecutionException e) {
                throw rethrown(e.getCause());
            } catch (InterruptedException e) {
                engine.get().close();
                Thread.currentThread().interrupt();
                throw new IllegalStateException("the exploration was interrupted", e);
            }
        }
    }

    private static RuntimeException rethrown(@Nullable Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException e ? e : new IllegalStateException("the exploration failed", thrown);
    }

    private void look() {
        Engine watched = engine.get();
        Sight now = sight(watched);
        looks = now != null && now.equals(last) ? looks + 1 : 0;
        last = now;
        allLooks++;
        looksAtWaiting += now != null && now.waits ? 1 : 0;
        boolean isSlowed = looksAtWaiting >= LOOKS_AT_WAITING && looksAtWaiting > allLooks / 2;
        if (now != null && (now.waits ? looks >= LOOKS || isSlowed : looks >= LOOKS_AT_RUNNING)) {
            String who = watched.isRunning() ? "actor " + actors.get(watched.actor()) : "the race, beside its actors,";
            watched.close();
            ActorThreads.leaveBehind();
            throw new IllegalStateException(who
                    + (now.waits ? " waits in " : " runs without a step in ")
                    + ActorFailure.inWords(now.frame)
                    + (now.waits ? ", which is not a step" : ""));
        }
    }

    /** Null if the one with the baton is on its way to a step, or can be taken to be. */
    private @Nullable Sight sight(Engine watched) {
        boolean running = watched.isRunning();
        Thread thread = running ? watched.holder() : worker;
        long steps = watched.steps();
        StackTraceElement[] stack = thread.getStackTrace();
        boolean waits = switch (thread.getState()) {
            case BLOCKED, WAITING, TIMED_WAITING -> true;
            default -> false;
        };
        StackTraceElement frame = null;
        for (StackTraceElement f : stack) {
            if (f.getClassName().equals(Engine.class.getName())
                    && f.getMethodName().equals("awaitTurn")) {
                return null;
            }
            frame = frame == null && !isJdk(f) ? f : frame;
        }
        if (frame == null || (!waits && !running)) {
            return null;
        }
        return new Sight(thread, steps, waits, waits ? frame : Objects.requireNonNullElse(entry(stack), frame));
    }

    /** A thread that runs is seen in one place now, and in another one then; what stays is the method of the race. */
    private static @Nullable StackTraceElement entry(StackTraceElement[] stack) {
        StackTraceElement entry = null;
        for (StackTraceElement f : stack) {
            boolean isOurs = f.getClassName().startsWith("dev.racewalk.stress.explore.")
                    || f.getClassName().startsWith("dev.racewalk.stress.jcstress.");
            entry = isOurs || isJdk(f) ? entry : f;
        }
        return entry;
    }

    private static boolean isJdk(StackTraceElement frame) {
        return frame.getModuleName() != null && frame.getModuleName().matches("(java|jdk)\\..*");
    }
}
