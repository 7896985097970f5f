package dev.racewalk.stress.explore.search;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Makes the threads that pass the baton of an execution. From JDK 21 on they are virtual, and one carrier runs them all: the baton
 * stays on one processor, and to pass it takes a tenth of what the operating system takes. Before, they are threads like others.
 *
 * <p>Context: the first virtual thread of a JVM decides how many carriers there are; if another library has started one, the baton
 * may travel.
 */
public final class ActorThreads {
    private static final String CARRIERS = "jdk.virtualThreadScheduler.parallelism";
    private static final @Nullable Method OF_VIRTUAL = method(Thread.class, "ofVirtual");
    private static final @Nullable Method IS_VIRTUAL = method(Thread.class, "isVirtual");

    /** Whether a thread was left behind that may keep the carrier for ever. */
    private static volatile boolean leftBehind;

    /** Whether the threads of the system that are made stay on one processor. */
    private static volatile boolean together;

    private ActorThreads() {}

    /** Says that the calling thread stays on one processor, and with it the threads that it starts. */
    public static void keepTogether() {
        together = true;
    }

    /** Whether there is no use in waiting busily for another actor: it needs the same processor. */
    static boolean areTogether() {
        return together;
    }

    private static @Nullable Method method(Class<?> type, String name, Class<?>... parameters) {
        try {
            return Runtime.version().feature() < 21 ? null : type.getMethod(name, parameters);
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    /** Has no more virtual threads made: one was left behind that may not give the processor back. */
    public static void leaveBehind() {
        leftBehind = true;
    }

    /**
     * Makes the thread of the first actor, which runs the exploration.
     *
     * @param name what it is called
     * @param task what it does
     * @return a thread that is not started, and does not keep the JVM alive
     */
    public static Thread first(String name, Runnable task) {
        if (OF_VIRTUAL != null && !leftBehind) {
            if (System.getProperty(CARRIERS) == null) {
                System.setProperty(CARRIERS, "1");
                System.setProperty("jdk.virtualThreadScheduler.maxPoolSize", "1");
            }
            return virtual(OF_VIRTUAL, name, task);
        }
        return ofSystem(name, task);
    }

    /** Makes the thread of another actor, of the same kind as the thread of the first. */
    static Thread another(Thread first, String name, Runnable task) {
        return OF_VIRTUAL != null && isVirtual(first) ? virtual(OF_VIRTUAL, name, task) : ofSystem(name, task);
    }

    /** Whether a thread is virtual. */
    public static boolean isVirtual(Thread thread) {
        try {
            return IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invoke(thread);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("Thread.isVirtual", e);
        }
    }

    private static Thread ofSystem(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private static Thread virtual(Method ofVirtual, String name, Runnable task) {
        try {
            Object builder = ofVirtual.invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Object named = type.getMethod("name", String.class).invoke(builder, name);
            return (Thread) type.getMethod("unstarted", Runnable.class).invoke(named, task);
        } catch (InvocationTargetException e) {
            throw new LinkageError("a virtual thread", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a virtual thread", e);
        }
    }
}
