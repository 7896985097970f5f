package dev.racewalk.stress.explore;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Loads the classes of this project anew, those of core with a call of {@link FieldWatch} before each access to state of theirs
 * that may change: fields that are not final, elements of arrays, and the contents of collections in fields. {@code Access} is
 * left as it is, since its accesses are steps; and a constructor may do with its own object what it likes.
 */
final class WatchingLoader extends ClassLoader {
    private static final String PROJECT = "dev.racewalk.";
    private static final String CORE = "dev/racewalk/core/";
    private static final String ACCESS = CORE + "memory/Access";
    private static final String WATCH = FieldWatch.class.getName().replace('.', '/');

    /** Methods of collections that change nothing. */
    private static final Set<String> READERS = Set.of(
            "get", "size", "isEmpty", "contains", "iterator", "forEach", "stream", "copyOf", "equals", "toString",
            "containsKey", "indexOf");

    private static final Set<String> ADDERS = Set.of("add", "increment", "decrement");

    /** Types of {@code java.util} that hold nothing that changes, or only what their user made. */
    private static final String FIXED = "Ljava/util/(function/|stream/|Optional|Objects|regex/|Comparator).*";

    WatchingLoader(ClassLoader parent) {
        super(parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            if (!name.startsWith(PROJECT) || findLoadedClass(name) != null) {
                return super.loadClass(name, resolve);
            }
            byte[] file = file(name.replace('.', '/'));
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            boolean watched = name.startsWith("dev.racewalk.core.") && !name.replace('.', '/').startsWith(ACCESS);
            byte[] made = watched ? watched(file) : file;
            return defineClass(name, made, 0, made.length);
        }
    }

    private byte[] file(String name) {
        try (InputStream in = getResourceAsStream(name + ".class")) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(name, e);
        }
    }

    private byte[] watched(byte[] file) {
        ClassNode type = new ClassNode();
        new ClassReader(file).accept(type, 0);
        for (MethodNode method : type.methods) {
            for (AbstractInsnNode insn : method.instructions.toArray()) {
                watch(type, method, insn);
            }
        }
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        type.accept(writer);
        return writer.toByteArray();
    }

    private void watch(ClassNode type, MethodNode method, AbstractInsnNode insn) {
        String where = simple(type.name) + "." + method.name;
        if (insn instanceof FieldInsnNode field && field.owner.startsWith(CORE)) {
            boolean own = method.name.equals("<init>") && field.owner.equals(type.name);
            boolean initial = method.name.equals("<clinit>");
            if (!own && !initial) {
                watchField(method, field, where);
            }
        } else if (insn.getOpcode() >= Opcodes.IALOAD && insn.getOpcode() <= Opcodes.SALOAD) {
            InsnList before = new InsnList();
            before.add(new InsnNode(Opcodes.DUP2));
            call(before, "readElement", "(Ljava/lang/Object;ILjava/lang/String;)V", where);
            method.instructions.insertBefore(insn, before);
        } else if (insn.getOpcode() >= Opcodes.IASTORE && insn.getOpcode() <= Opcodes.SASTORE) {
            boolean wide = insn.getOpcode() == Opcodes.LASTORE || insn.getOpcode() == Opcodes.DASTORE;
            InsnList before = new InsnList(); // array, index, value -> value, array, index -> and array, index before it
            before.add(new InsnNode(wide ? Opcodes.DUP2_X2 : Opcodes.DUP_X2));
            before.add(new InsnNode(wide ? Opcodes.POP2 : Opcodes.POP));
            before.add(new InsnNode(wide ? Opcodes.DUP2_X2 : Opcodes.DUP2_X1));
            call(before, "writeElement", "(Ljava/lang/Object;ILjava/lang/String;)V", where);
            method.instructions.insertBefore(insn, before);
        }
    }

    private void watchField(MethodNode method, FieldInsnNode field, String where) {
        String name = simple(field.owner) + "." + field.name;
        boolean fixed = isFinal(field.owner, field.name);
        boolean reads = field.getOpcode() == Opcodes.GETFIELD || field.getOpcode() == Opcodes.GETSTATIC;
        if (!fixed) {
            InsnList before = new InsnList();
            addOwner(before, field);
            before.add(new LdcInsnNode(name));
            call(before, reads ? "read" : "write", "(Ljava/lang/Object;Ljava/lang/String;Ljava/lang/String;)V", where);
            method.instructions.insertBefore(field, before);
        }
        if (reads && field.desc.startsWith("Ljava/util/") && !field.desc.matches(FIXED)) {
            InsnList after = new InsnList();
            after.add(new InsnNode(Opcodes.DUP));
            after.add(new LdcInsnNode("contents of " + name));
            String kind = changesContents(field) ? "write" : "read";
            call(after, kind, "(Ljava/lang/Object;Ljava/lang/String;Ljava/lang/String;)V", where);
            method.instructions.insert(field, after);
        }
    }

    /**
     * Whether the next call of a method of {@code java.util} may not change places with others like it. What is added to a
     * {@code LongAdder} may; who sums it up must come before or after.
     */
    private static boolean changesContents(AbstractInsnNode from) {
        for (AbstractInsnNode insn = from.getNext(); insn != null; insn = insn.getNext()) {
            if (insn instanceof MethodInsnNode call && call.owner.startsWith("java/util/")) {
                return call.owner.endsWith("/LongAdder") ? !ADDERS.contains(call.name) : !READERS.contains(call.name);
            }
        }
        return false; // it goes elsewhere
    }

    /** Puts the object on top of the stack whose field is about to be accessed. */
    private static void addOwner(InsnList before, FieldInsnNode field) {
        switch (field.getOpcode()) {
            case Opcodes.GETFIELD -> before.add(new InsnNode(Opcodes.DUP));
            case Opcodes.PUTFIELD -> {
                boolean wide = Type.getType(field.desc).getSize() == 2;
                before.add(new InsnNode(wide ? Opcodes.DUP2_X1 : Opcodes.DUP_X1));
                before.add(new InsnNode(wide ? Opcodes.POP2 : Opcodes.POP));
                before.add(new InsnNode(wide ? Opcodes.DUP_X2 : Opcodes.DUP_X1));
            }
            default -> before.add(new LdcInsnNode(field.owner + "." + field.name));
        }
    }

    private static void call(InsnList list, String name, String descriptor, String where) {
        list.add(new LdcInsnNode(where));
        list.add(new MethodInsnNode(Opcodes.INVOKESTATIC, WATCH, name, descriptor, false));
    }

    private boolean isFinal(String owner, String name) {
        Set<String> fixed = new HashSet<>();
        ClassNode type = new ClassNode();
        byte[] file = file(owner);
        if (file == null) {
            return false;
        }
        new ClassReader(file).accept(type, ClassReader.SKIP_CODE);
        type.fields.stream().filter(f -> (f.access & Opcodes.ACC_FINAL) != 0).forEach(f -> fixed.add(f.name));
        boolean known = type.fields.stream().anyMatch(f -> f.name.equals(name));
        return known ? fixed.contains(name) : type.superName != null && isFinal(type.superName, name);
    }

    private static String simple(String type) {
        return type.substring(type.lastIndexOf('/') + 1).replace('$', '.');
    }
}
