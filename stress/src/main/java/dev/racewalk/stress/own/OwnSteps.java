package dev.racewalk.stress.own;

import dev.racewalk.core.iommu.DriverSteps;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.stress.machine.OwnerSteps;
import dev.racewalk.stress.machine.Steps;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Steps of a class of the user's: a subclass of {@link ProtocolSteps}, {@link DriverSteps} or {@link OwnerSteps} that replaces
 * some of their methods, or a class that implements {@link Steps} and so replaces several kinds. A table, a driver or an owner
 * gets an object of its own.
 */
public final class OwnSteps implements Steps {
    private static final List<Class<?>> KINDS =
            List.of(ProtocolSteps.class, DriverSteps.class, OwnerSteps.class, Steps.class);

    private final Class<?> type;
    private final Class<?> kind;

    private OwnSteps(Class<?> type, Class<?> kind) {
        this.type = type;
        this.kind = kind;
    }

    /**
     * Finds a class on the class path that is in use.
     *
     * @param name as the JVM has it
     * @return its steps
     * @throws IllegalArgumentException if there is no such class, it is of no kind of steps, or it cannot be made: it is not
     *     public, abstract, belongs to an object of another class, or has no public constructor without parameters
     */
    public static OwnSteps of(String name) {
        Class<?> type;
        try {
            type = Class.forName(name, false, ClassPath.inUse().loader());
        } catch (ClassNotFoundException e) {
            throw refused(
                    name,
                    ClassPath.inUse().isNone()
                            ? "is not on the class path of this program; give --classpath"
                            : "is not on the class path " + ClassPath.inUse(),
                    e);
        } catch (LinkageError e) {
            throw refused(name, "cannot be loaded: " + e, e);
        }
        Class<?> kind = kind(type)
                .orElseThrow(() -> refused(
                        name, "must extend ProtocolSteps, DriverSteps or OwnerSteps, or implement Steps", null));
        String why = complaint(type);
        if (!why.isEmpty()) {
            throw refused(name, why, null);
        }
        return new OwnSteps(type, kind);
    }

    private static IllegalArgumentException refused(String name, String why, @Nullable Throwable e) {
        return new IllegalArgumentException("steps " + name + ": " + why, e);
    }

    private static Optional<Class<?>> kind(Class<?> type) {
        return KINDS.stream().filter(each -> each.isAssignableFrom(type)).findFirst();
    }

    private static String complaint(Class<?> type) {
        if (!Modifier.isPublic(type.getModifiers())) {
            return "must be public";
        }
        if (Modifier.isAbstract(type.getModifiers())) {
            return "must not be abstract";
        }
        if (type.isMemberClass() && !Modifier.isStatic(type.getModifiers())) {
            return "must be static, since it is a class within another";
        }
        return Stream.of(type.getConstructors()).anyMatch(each -> each.getParameterCount() == 0)
                ? ""
                : "must have a public constructor without parameters";
    }

    /**
     * Lists the classes of the class path in use that can be steps.
     *
     * @return in the order of their names
     */
    public static List<OwnSteps> all() {
        return ClassPath.inUse().classNames().stream()
                .sorted()
                .flatMap(name -> {
                    try {
                        return Stream.of(of(name));
                    } catch (IllegalArgumentException e) {
                        return Stream.empty(); // a class of another kind, or one that needs what is not there
                    }
                })
                .toList();
    }

    /**
     * Returns the name.
     *
     * @return of the class, as the JVM has it
     */
    public String name() {
        return type.getName();
    }

    /**
     * Says what is replaced.
     *
     * @return half a sentence, as in: replaces installTable of ProtocolSteps
     */
    public String what() {
        TreeSet<String> replaced = new TreeSet<>();
        for (Class<?> each = type; each != null && each != kind && each != Object.class; each = each.getSuperclass()) {
            Arrays.stream(each.getDeclaredMethods())
                    .filter(method -> !method.isSynthetic() && isOfKind(method.getName(), method.getParameterTypes()))
                    .forEach(method -> replaced.add(method.getName()));
        }
        return replaced.isEmpty()
                ? "replaces no step of " + kind.getSimpleName()
                : "replaces " + String.join(", ", replaced) + " of " + kind.getSimpleName();
    }

    private boolean isOfKind(String name, Class<?>[] parameters) {
        try {
            return !Modifier.isStatic(kind.getMethod(name, parameters).getModifiers());
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    @Override
    public ProtocolSteps newProtocolSteps() {
        return kind == Steps.class
                ? brought().newProtocolSteps()
                : kind == ProtocolSteps.class ? (ProtocolSteps) made() : ProtocolSteps.RIGHT;
    }

    @Override
    public DriverSteps newDriverSteps(PhysicalMemory memory) {
        return kind == Steps.class
                ? brought().newDriverSteps(memory)
                : kind == DriverSteps.class ? (DriverSteps) made() : DriverSteps.RIGHT;
    }

    @Override
    public OwnerSteps newOwnerSteps() {
        return kind == Steps.class
                ? brought().newOwnerSteps()
                : kind == OwnerSteps.class ? (OwnerSteps) made() : OwnerSteps.RIGHT;
    }

    private Steps brought() {
        return (Steps) made();
    }

    private Object made() {
        try {
            Constructor<?> constructor = type.getConstructor();
            return constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(
                    "steps " + name() + ": cannot be made: its constructor threw " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("steps " + name() + ": cannot be made", e);
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
