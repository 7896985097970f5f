package dev.racewalk.stress.explore;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The byte code that one actor of a race runs, as far as it belongs to the race: which fields it uses. */
final class ActorCode {
    private static final int API = Opcodes.ASM9;

    private final Class<?> race;
    private final Map<String, byte[]> files = new HashMap<>();
    private final Deque<Called> open = new ArrayDeque<>();
    private final Set<Called> seen = new HashSet<>();
    private final Map<String, FieldUse> uses = new HashMap<>();

    /** A method that is called; a null descriptor stands for any. */
    record Called(String owner, String name, @Nullable String descriptor) {}

    ActorCode(Class<?> race) {
        this.race = race;
    }

    /** What an actor does with each field, by its name. */
    Map<String, FieldUse> uses(String actor) {
        call(race.getName().replace('.', '/'), actor, null);
        while (!open.isEmpty()) {
            read(open.pop());
        }
        return uses;
    }

    /** Notes that a method is called. */
    void call(String owner, String name, @Nullable String descriptor) {
        Called called = new Called(owner, name, descriptor);
        if (isOfRace(owner) && seen.add(called)) {
            open.push(called);
        }
    }

    /** Notes what is done with a field. */
    void use(String owner, String field, FieldUse use) {
        uses.merge(simple(owner) + "." + field, use, FieldUse::and);
    }

    /** Whether a class belongs to the race, and neither to what it runs on nor to a library of the JDK. */
    boolean isOfRace(String type) {
        String own = race.getPackageName().replace('.', '/');
        return type.startsWith(own + "/")
                ? type.indexOf('/', own.length() + 1) < 0
                : !type.matches("(java|javax|jdk|sun|dev/racewalk|org/openjdk/jcstress)/.*");
    }

    static String simple(String type) {
        return type.substring(type.lastIndexOf('/') + 1).replace('$', '.');
    }

    private void read(Called called) {
        byte[] file = file(called.owner);
        if (file.length == 0) {
            return;
        }
        ClassReader reader = new ClassReader(file);
        boolean[] found = new boolean[1];
        reader.accept(
                new ClassVisitor(API) {
                    @Override
                    public @Nullable MethodVisitor visitMethod(
                            int access,
                            String name,
                            String descriptor,
                            @Nullable String signature,
                            String @Nullable [] thrown) {
                        boolean isCalled = name.equals(called.name)
                                && (called.descriptor == null || called.descriptor.equals(descriptor));
                        found[0] |= isCalled;
                        return isCalled ? new FieldUseReader(ActorCode.this, called.owner, name) : null;
                    }
                },
                ClassReader.SKIP_FRAMES);
        if (!found[0] && reader.getSuperName() != null) {
            call(reader.getSuperName(), called.name, called.descriptor);
        }
    }

    private byte[] file(String type) {
        return files.computeIfAbsent(type, name -> {
            ClassLoader loader = race.getClassLoader();
            try (InputStream in = loader.getResourceAsStream(name + ".class")) {
                return in == null ? new byte[0] : in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException("the class file of " + name + " cannot be read", e);
            }
        });
    }

    /** What the declaration of a field says. */
    FieldFacts facts(String owner, String field) {
        byte[] file = file(owner);
        if (file.length == 0) {
            return FieldFacts.UNKNOWN;
        }
        ClassReader reader = new ClassReader(file);
        FieldFacts facts = new FieldFacts(field);
        reader.accept(facts, ClassReader.SKIP_CODE);
        String above = reader.getSuperName();
        return facts.isFound() || above == null ? facts : facts(above, field);
    }
}
