package dev.racewalk.junit;

import dev.racewalk.core.memory.AccessHook;
import dev.racewalk.stress.explore.EngineHook;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Puts the explorer's hook below the words of core before the first test uses one. JUnit finds this class by itself. Where the
 * system property {@code racewalk.accessHook} is set already, that stays.
 */
public final class HookListener implements LauncherSessionListener {
    /** For {@link java.util.ServiceLoader}. */
    public HookListener() {}

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (System.getProperty(AccessHook.PROPERTY) == null) {
            System.setProperty(AccessHook.PROPERTY, EngineHook.class.getName());
        }
    }
}
