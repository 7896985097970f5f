package dev.racewalk.junit;

import dev.racewalk.stress.explore.Explorer;
import dev.racewalk.stress.machine.Caught;
import dev.racewalk.stress.record.Grade;
import dev.racewalk.stress.suite.BreaksContract;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.RaceCode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A race whose actors have this package's annotations. */
final class AnnotatedRace implements RaceCode {
    private static final int MOST_ACTORS = 3;
    private static final String FAILED = "failed: ";
    private static final String BROKEN = "broken: ";
    private static final Pattern NEVER =
            Pattern.compile("(?s)(" + FAILED + "|" + BROKEN + ").*|" + Explorer.NOBODY + "|" + Explorer.FOR_EVER);

    private final Class<?> type;
    private final Constructor<?> constructor;
    private final List<Method> actors;
    private final Method arbiter;

    private AnnotatedRace(Class<?> type, Constructor<?> constructor, List<Method> actors, Method arbiter) {
        this.type = type;
        this.constructor = constructor;
        this.actors = actors;
        this.arbiter = arbiter;
    }

    /**
     * Takes a race that has one arbiter.
     *
     * @throws IllegalArgumentException if it has none or several, or is none
     */
    static AnnotatedRace of(Class<?> type) {
        List<Method> arbiters = Arrays.stream(type.getDeclaredMethods())
                .filter(m -> m.isAnnotationPresent(Arbiter.class) || m.isAnnotationPresent(ExploreTest.class))
                .toList();
        if (arbiters.size() != 1) {
            throw new IllegalArgumentException(type.getName() + " has " + arbiters.size()
                    + " methods with @Arbiter or @ExploreTest: a race has one");
        }
        return of(type, arbiters.get(0));
    }

    /** Takes a race, and one of its arbiters. */
    static AnnotatedRace of(Class<?> type, Method arbiter) {
        List<Method> actors = Arrays.stream(type.getDeclaredMethods())
                .filter(m -> m.isAnnotationPresent(Actor.class))
                .sorted(Comparator.comparing(Method::getName))
                .toList();
        if (actors.size() < 2 || actors.size() > MOST_ACTORS) {
            throw new IllegalArgumentException(
                    type.getName() + " has " + actors.size() + " methods with @Actor: a race has two or three");
        }
        for (Method actor : actors) {
            if (actor.getParameterCount() != 0) {
                throw new IllegalArgumentException(actor + " has parameters: an actor has none");
            }
            actor.setAccessible(true);
        }
        if (!Arrays.asList(arbiter.getParameterTypes()).stream().allMatch(Ending.class::equals)
                || arbiter.getParameterCount() > 1) {
            throw new IllegalArgumentException(arbiter + ": an arbiter takes an Ending, or nothing");
        }
        arbiter.setAccessible(true);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return new AnnotatedRace(type, constructor, actors, arbiter);
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(
                    type.getName() + " has no constructor without parameters, which each execution needs", e);
        }
    }

    /** How it may end. */
    Race race() {
        List<Race.Expected> expected = new ArrayList<>();
        expected.add(new Race.Expected(NEVER, Grade.FORBIDDEN, "No execution may end so."));
        Allowed allowed = type.getAnnotation(Allowed.class);
        Grade others = allowed == null ? Grade.ACCEPTABLE : Grade.FORBIDDEN;
        if (allowed != null) {
            for (String outcome : allowed.value()) {
                expected.add(new Race.Expected(Pattern.compile(outcome), Grade.ACCEPTABLE, "The race allows it."));
            }
        }
        Race.Expected unlisted = new Race.Expected(Pattern.compile(""), others, "The race does not list it.");
        return new Race(type.getName(), type.getName(), "", "", actorNames(), false, expected, unlisted);
    }

    @Override
    public Class<?> type() {
        return type;
    }

    @Override
    public List<String> actorNames() {
        return actors.stream().map(Method::getName).toList();
    }

    @Override
    public boolean breakContract() {
        return type.isAnnotationPresent(BreaksContract.class);
    }

    @Override
    public Sample newSample() {
        Caught.forget();
        try {
            return new OneSample(constructor.newInstance());
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(type.getSimpleName() + " cannot be prepared", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type + " cannot be made", e);
        }
    }

    private final class OneSample implements Sample {
        private final Object state;

        OneSample(Object state) {
            this.state = state;
        }

        @Override
        public void act(int actor) {
            invoke(actors.get(actor));
        }

        @Override
        public String outcome() {
            Ending ending = new Ending();
            try {
                if (arbiter.getParameterCount() == 0) {
                    invoke(arbiter);
                } else {
                    invoke(arbiter, ending);
                }
            } catch (AssertionError e) {
                return FAILED + e.getMessage();
            }
            return (Caught.last() == null ? "" : BROKEN) + ending;
        }

        private void invoke(Method method, Object... arguments) {
            try {
                method.invoke(state, arguments);
            } catch (InvocationTargetException e) {
                rethrow(e.getCause());
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(method + " cannot be called", e);
            }
        }

        private static void rethrow(@Nullable Throwable thrown) {
            if (thrown instanceof Error error) {
                throw error;
            }
            throw thrown instanceof RuntimeException e
                    ? e
                    : new IllegalStateException("a method of the race threw", thrown);
        }
    }
}
