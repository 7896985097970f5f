package dev.racewalk.stress.jcstress;

import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.SpinLoopStyle;
import org.openjdk.jcstress.infra.runners.TestConfig;
import org.openjdk.jcstress.os.AffinityMode;
import org.openjdk.jcstress.os.CPUMap;
import org.openjdk.jcstress.os.NodeType;
import org.openjdk.jcstress.os.SchedulingClass;
import org.openjdk.jcstress.util.Counter;
import org.openjdk.jcstress.util.Environment;

/**
 * Reads the objects that jcstress wrote, and no others: only the classes that a result consists of, each where it belongs,
 * in bounds. Lists and arrays must hold texts alone, so that no list of lists can make a hash code take for ever.
 */
final class ResultStream extends ObjectInputStream {
    private static final int RESULT = 1;
    private static final int FIELD_OF_RESULT = 2;
    private static final int FIELD_OF_FIELD = 3;
    private static final int DEEPEST = 4;
    private static final int LONGEST_ARRAY = 100_000;

    /** jcstress keeps counts in a table that is a tenth full at most: these are enough for 100,000 outcomes. */
    private static final int MOST_SLOTS = 1 << 20;

    private static final int LARGEST_MAP = 64;

    /** A result takes about fifty. */
    private static final long MOST_REFERENCES = 20_000_000;

    private static final Set<Class<?>> CLASSES = Set.of(
            TestResult.class,
            TestConfig.class,
            Counter.class,
            Environment.class,
            Status.class,
            SpinLoopStyle.class,
            SchedulingClass.class,
            AffinityMode.class,
            NodeType.class,
            CPUMap.class,
            Enum.class,
            ArrayList.class,
            Arrays.asList().getClass(),
            Collections.emptyList().getClass(),
            HashMap.class,
            Map.Entry[].class,
            Object[].class,
            String[].class,
            int[].class,
            long[].class);

    private static final Set<String> NAMES =
            CLASSES.stream().map(Class::getName).collect(Collectors.toUnmodifiableSet());

    private @Nullable Class<?> previous;
    private @Nullable String refused;

    ResultStream(InputStream in) throws IOException {
        super(in);
        enableResolveObject(true);
        setObjectInputFilter(this::check);
    }

    /** Says what was not let through, or null. */
    @Nullable
    String refused() {
        return refused;
    }

    private ObjectInputFilter.Status check(ObjectInputFilter.FilterInfo info) {
        Class<?> type = info.serialClass();
        String reason = reason(info, type);
        previous = type;
        if (reason != null) {
            refused = reason;
            return ObjectInputFilter.Status.REJECTED;
        }
        return ObjectInputFilter.Status.ALLOWED;
    }

    private @Nullable String reason(ObjectInputFilter.FilterInfo info, @Nullable Class<?> type) {
        if (info.references() > MOST_REFERENCES) {
            return "more than " + MOST_REFERENCES + " objects";
        }
        if (info.depth() > DEEPEST + 1) {
            return "objects that are nested too deeply";
        }
        if (info.arrayLength() > (type == Object[].class || type == long[].class ? MOST_SLOTS : LONGEST_ARRAY)) {
            return "an array of " + info.arrayLength();
        }
        if (type == null) {
            return null; // something that was let through before
        }
        if (!CLASSES.contains(type)) {
            return "an object of " + type.getName();
        }
        return isInPlace(type, info) ? null : "an object of " + type.getName() + " where none belongs";
    }

    /** No other class is even loaded. */
    @Override
    protected Class<?> resolveClass(ObjectStreamClass described) throws IOException, ClassNotFoundException {
        if (!NAMES.contains(described.getName())) {
            refused = "an object of " + described.getName();
            throw new InvalidClassException(refused);
        }
        return super.resolveClass(described);
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) throws IOException {
        refused = "an object of " + String.join(", ", interfaces);
        throw new InvalidClassException(refused);
    }

    private boolean isInPlace(Class<?> type, ObjectInputFilter.FilterInfo info) {
        long depth = info.depth();
        if (type == TestResult.class || depth == RESULT) {
            return type == TestResult.class && depth == RESULT;
        }
        if (type == Environment.class) {
            return depth == FIELD_OF_RESULT;
        }
        if (type == HashMap.class) {
            return depth == FIELD_OF_FIELD && previous == Environment.class;
        }
        if (type == Map.Entry[].class) {
            return depth == FIELD_OF_FIELD && previous == HashMap.class && info.arrayLength() <= LARGEST_MAP;
        }
        return depth <= DEEPEST || (type == Enum.class && depth == DEEPEST + 1); // the parent of an enum's class
    }

    @Override
    protected Object resolveObject(Object object) throws IOException {
        boolean isPlain = true;
        if (object instanceof List<?> list) {
            isPlain = list.stream().allMatch(String.class::isInstance);
        } else if (object instanceof Map<?, ?> map) {
            isPlain = map.entrySet().stream().allMatch(ResultStream::isText);
        } else if (object instanceof Object[] array) {
            isPlain = Arrays.stream(array).allMatch(each -> each == null || each instanceof String);
        }
        if (!isPlain) {
            refused = "a list of something other than texts";
            throw new InvalidObjectException(refused);
        }
        return object;
    }

    private static boolean isText(Map.Entry<?, ?> entry) {
        return entry.getKey() instanceof String && (entry.getValue() == null || entry.getValue() instanceof String);
    }
}
