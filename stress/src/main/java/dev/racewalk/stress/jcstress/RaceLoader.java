package dev.racewalk.stress.jcstress;

import java.io.IOException;
import java.io.InputStream;

/**
 * Loads the classes of one race anew: those of its package come from here, all others from the loader of this class. So what
 * a race keeps in static fields, its pool of machines above all, ends with it, and the next race in the same JVM finds nothing
 * of it.
 */
final class RaceLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private final String ofPackage;

    /**
     * Makes a loader.
     *
     * @param generated name of the class that jcstress generated to run the race
     */
    RaceLoader(String generated) {
        super("race " + generated, RaceLoader.class.getClassLoader());
        ofPackage = packageOf(generated);
    }

    private static String packageOf(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('.')));
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!packageOf(name).equals(ofPackage)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length, RaceLoader.class.getProtectionDomain());
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
