package dev.racewalk.core.bytecode;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.Interpreter;
import org.objectweb.asm.tree.analysis.Value;

/**
 * Where the arrays go that hold shared words, and what is done to them, and to the field of a {@code SharedWord}, outside of
 * {@code Access}. They come from the methods of
 * {@code Access} that return an array; from there they are followed through fields, parameters, results and captured variables
 * of all classes given, until nothing new is found. A field that may hold such an array in one object counts as if it did in
 * all, and a method as if it overrode each other one of its name and descriptor: what is reported may be harmless, but nothing is
 * missed.
 */
final class WordFlow {
    private static final String SHARED_WORD = CoreClasses.MEMORY + "SharedWord";

    private final List<ClassNode> classes;
    private final Set<String> words = new HashSet<>();
    private final Set<String> violations = new LinkedHashSet<>();
    private boolean changed;

    /** Whether a value may be an array of words, or hold one. */
    private record Flow(int size, boolean isWords) implements Value {
        @Override
        public int getSize() {
            return size;
        }
    }

    private WordFlow(List<ClassNode> classes) {
        this.classes = classes;
    }

    /** What the classes do to words by themselves, one thing a line. */
    static Set<String> violations(List<ClassNode> classes) {
        WordFlow flow = new WordFlow(classes);
        do {
            flow.changed = false;
            flow.analyze();
        } while (flow.changed);
        return flow.violations;
    }

    private void analyze() {
        for (ClassNode type : classes) {
            for (MethodNode method : type.methods) {
                try {
                    new Analyzer<>(new Follower(type, method)).analyze(type.name, method);
                } catch (AnalyzerException e) {
                    throw new IllegalStateException(type.name + "." + method.name, e);
                }
            }
        }
    }

    private void add(String where) {
        changed |= words.add(where);
    }

    private static String parameter(String method, String descriptor, int index) {
        return method + descriptor + " parameter " + index;
    }

    private boolean isKnown(String owner) {
        return classes.stream().anyMatch(type -> type.name.equals(owner));
    }

    /** Follows the words through one method. */
    private final class Follower extends Interpreter<Flow> {
        private final ClassNode type;
        private final MethodNode method;

        Follower(ClassNode type, MethodNode method) {
            super(Opcodes.ASM9);
            this.type = type;
            this.method = method;
        }

        private void report(String what) {
            violations.add(type.name.replace('/', '.') + "." + method.name + ": " + what);
        }

        @Override
        public Flow newValue(Type of) {
            return Type.VOID_TYPE.equals(of) ? null : new Flow(of == null ? 1 : of.getSize(), false);
        }

        @Override
        public Flow newParameterValue(boolean isInstance, int local, Type of) {
            int at = isInstance ? 1 : 0;
            int index = 0;
            for (Type argument : Type.getArgumentTypes(method.desc)) {
                if (at == local) {
                    return new Flow(of.getSize(), words.contains(parameter(method.name, method.desc, index)));
                }
                at += argument.getSize();
                index++;
            }
            return newValue(of);
        }

        @Override
        public Flow newOperation(AbstractInsnNode insn) {
            return switch (insn.getOpcode()) {
                case Opcodes.LCONST_0, Opcodes.LCONST_1, Opcodes.DCONST_0, Opcodes.DCONST_1 -> new Flow(2, false);
                case Opcodes.LDC -> {
                    Object constant = ((org.objectweb.asm.tree.LdcInsnNode) insn).cst;
                    yield new Flow(constant instanceof Long || constant instanceof Double ? 2 : 1, false);
                }
                case Opcodes.GETSTATIC -> field((FieldInsnNode) insn);
                default -> new Flow(1, false);
            };
        }

        private Flow field(FieldInsnNode insn) {
            reportField(insn);
            return new Flow(Type.getType(insn.desc).getSize(), words.contains(insn.owner + "." + insn.name));
        }

        @Override
        public Flow copyOperation(AbstractInsnNode insn, Flow value) {
            return value;
        }

        @Override
        public Flow unaryOperation(AbstractInsnNode insn, Flow value) {
            return switch (insn.getOpcode()) {
                case Opcodes.GETFIELD -> field((FieldInsnNode) insn);
                case Opcodes.PUTSTATIC -> put((FieldInsnNode) insn, value);
                case Opcodes.CHECKCAST -> value;
                case Opcodes.LNEG,
                        Opcodes.DNEG,
                        Opcodes.I2L,
                        Opcodes.I2D,
                        Opcodes.L2D,
                        Opcodes.F2L,
                        Opcodes.F2D,
                        Opcodes.D2L -> new Flow(2, false);
                default -> new Flow(1, false);
            };
        }

        /** A shared word may be a field too, which its constructor alone writes. */
        private void reportField(FieldInsnNode insn) {
            if (insn.owner.equals(SHARED_WORD) && insn.name.equals("value") && !method.name.equals("<init>")) {
                report("touches the field of a word");
            }
        }

        private Flow put(FieldInsnNode insn, Flow value) {
            reportField(insn);
            if (value.isWords) {
                add(insn.owner + "." + insn.name);
            }
            return null;
        }

        @Override
        public Flow binaryOperation(AbstractInsnNode insn, Flow first, Flow second) {
            return switch (insn.getOpcode()) {
                case Opcodes.PUTFIELD -> put((FieldInsnNode) insn, second);
                case Opcodes.LALOAD -> {
                    if (first.isWords) {
                        report("reads a word");
                    }
                    yield new Flow(2, false);
                }
                case Opcodes.AALOAD -> first;
                case Opcodes.DALOAD -> new Flow(2, false);
                case Opcodes.LCMP, Opcodes.DCMPL, Opcodes.DCMPG -> new Flow(1, false);
                default -> new Flow(first.size, false);
            };
        }

        @Override
        public Flow ternaryOperation(AbstractInsnNode insn, Flow array, Flow index, Flow value) {
            if (insn.getOpcode() == Opcodes.LASTORE && array.isWords) {
                report("writes a word");
            }
            if (value.isWords) {
                report("puts words into an array");
            }
            return null;
        }

        @Override
        public Flow naryOperation(AbstractInsnNode insn, List<? extends Flow> values) {
            if (insn instanceof MethodInsnNode call) {
                int first = call.getOpcode() == Opcodes.INVOKESTATIC ? 0 : 1;
                boolean known = isKnown(call.owner);
                for (int i = 0; i < values.size(); i++) {
                    if (values.get(i).isWords() && !call.owner.equals(CoreClasses.ACCESS)) {
                        if (known) {
                            add(parameter(call.name, call.desc, i - first));
                        } else {
                            report("hands words to " + call.owner.replace('/', '.') + "." + call.name);
                        }
                    }
                }
                Type result = Type.getReturnType(call.desc);
                boolean source = call.owner.equals(CoreClasses.ACCESS) && result.getSort() == Type.ARRAY;
                boolean isWords = source || (known && words.contains(call.name + call.desc));
                return result.equals(Type.VOID_TYPE) ? null : new Flow(result.getSize(), isWords);
            }
            if (insn instanceof InvokeDynamicInsnNode call) {
                capture(call, values);
                return newValue(Type.getReturnType(call.desc));
            }
            return new Flow(1, false);
        }

        private void capture(InvokeDynamicInsnNode call, List<? extends Flow> values) {
            for (int i = 0; i < values.size(); i++) {
                if (values.get(i).isWords()) {
                    if (call.bsmArgs.length > 1 && call.bsmArgs[1] instanceof Handle body) {
                        int first = body.getTag() == Opcodes.H_INVOKESTATIC ? 0 : 1;
                        add(parameter(body.getName(), body.getDesc(), i - first));
                    } else {
                        report("hands words to " + call.name);
                    }
                }
            }
        }

        @Override
        public void returnOperation(AbstractInsnNode insn, Flow value, Flow expected) {
            if (value.isWords) {
                add(method.name + method.desc);
            }
        }

        @Override
        public Flow merge(Flow a, Flow b) {
            return a.equals(b) ? a : new Flow(Math.min(a.size, b.size), a.isWords || b.isWords);
        }
    }
}
