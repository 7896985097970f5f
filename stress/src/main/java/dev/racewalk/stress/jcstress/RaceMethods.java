package dev.racewalk.stress.jcstress;

import dev.racewalk.stress.suite.BreaksContract;
import dev.racewalk.stress.suite.RaceCode;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Result;

/** The methods of a race that jcstress runs, ready to be called by somebody else. */
public final class RaceMethods implements RaceCode {
    private final Class<?> type;
    private final List<MethodHandle> actors = new ArrayList<>();
    private final List<String> actorNames = new ArrayList<>();
    private final @Nullable MethodHandle arbiter;
    private final @Nullable Class<?> resultType;

    /** One sample of it. */
    private final class OneSample implements Sample {
        private final Object state;
        private final @Nullable Object result;

        private OneSample(Object state, @Nullable Object result) {
            this.state = state;
            this.result = result;
        }

        @Override
        public void act(int actor) {
            invoke(actors.get(actor));
        }

        @Override
        public String outcome() {
            if (arbiter != null) {
                invoke(arbiter);
            }
            return String.valueOf(result);
        }

        private void invoke(MethodHandle method) {
            try {
                method.invoke(state, result);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(type.getSimpleName() + " threw", e);
            }
        }
    }

    /**
     * Finds the methods of a race.
     *
     * @param type its class
     * @param names of its actors, first actor first
     */
    public RaceMethods(Class<?> type, List<String> names) {
        this.type = type;
        Method[] methods = type.getDeclaredMethods();
        resultType = Arrays.stream(methods)
                .flatMap(m -> Arrays.stream(m.getParameterTypes()))
                .filter(t -> t.isAnnotationPresent(Result.class))
                .findFirst()
                .orElse(null);
        Arrays.stream(methods)
                .filter(m -> m.isAnnotationPresent(Actor.class))
                .sorted(Comparator.comparing(m -> names.indexOf(m.getName())))
                .forEach(m -> {
                    actors.add(handle(m));
                    actorNames.add(m.getName());
                });
        arbiter = Arrays.stream(methods)
                .filter(m -> m.isAnnotationPresent(Arbiter.class))
                .findFirst()
                .map(this::handle)
                .orElse(null);
    }

    @Override
    public boolean breakContract() {
        return type.isAnnotationPresent(BreaksContract.class);
    }

    /** A handle that takes the state and the result, whether the method wants the latter or not. */
    private MethodHandle handle(Method method) {
        try {
            MethodHandle handle = MethodHandles.publicLookup().unreflect(method);
            if (method.getParameterCount() == 0) {
                handle = MethodHandles.dropArguments(handle, 1, Object.class);
            }
            return handle.asType(
                    handle.type().changeParameterType(0, Object.class).changeParameterType(1, Object.class));
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(method + " cannot be called", e);
        }
    }

    @Override
    public Class<?> type() {
        return type;
    }

    @Override
    public Sample newSample() {
        return new OneSample(make(type), resultType == null ? null : make(resultType));
    }

    private static Object make(Class<?> type) {
        try {
            return type.getConstructor().newInstance();
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(type.getSimpleName() + " cannot be prepared", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type + " needs a public constructor without parameters", e);
        }
    }

    @Override
    public List<String> actorNames() {
        return actorNames;
    }
}
