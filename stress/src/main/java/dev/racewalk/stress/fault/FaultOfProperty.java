package dev.racewalk.stress.fault;

import dev.racewalk.stress.machine.Steps;
import dev.racewalk.stress.machine.StepsProvider;
import org.jspecify.annotations.Nullable;

/** Seeds the fault that the system property {@value #PROPERTY} names in all machines of this JVM. */
public final class FaultOfProperty implements StepsProvider {
    /** Its value is the id of a fault. */
    public static final String PROPERTY = "racewalk.fault";

    /** The flag of a JVM that seeds a fault, up to its id. */
    public static final String FLAG = "-D" + PROPERTY + "=";

    /** For {@link java.util.ServiceLoader}. */
    public FaultOfProperty() {}

    @Override
    public @Nullable Steps steps() {
        String id = System.getProperty(PROPERTY);
        return id == null ? null : SeededFault.of(id);
    }
}
