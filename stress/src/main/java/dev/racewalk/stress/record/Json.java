package dev.racewalk.stress.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Writes JSON, and reads what may come from elsewhere: with bounds on depth and lengths, without converting one type into
 * another, and with each text made {@linkplain PlainText plain}. Fields that are not known are skipped.
 */
public final class Json {
    /** Longest text. A run keeps lines of 2,000 characters; a schedule of the explorer may be longer. */
    private static final int TEXT = 1_000_000;

    private static final int DEPTH = 20;
    private static final int NAME = 200;
    private static final int SAID = 120;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .maxStringLength(TEXT)
                            .maxNameLength(NAME)
                            .maxNumberLength(NAME)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .addModule(new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addDeserializer(Instant.class, new InstantReader())
                    .addDeserializer(String.class, new TextReader()))
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    private static final class InstantReader extends StdScalarDeserializer<Instant> {
        private static final long serialVersionUID = 1;

        InstantReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = parser.getText();
            try {
                return Instant.parse(text);
            } catch (DateTimeException e) {
                return (Instant) context.handleWeirdStringValue(Instant.class, text, "ISO 8601");
            }
        }
    }

    private static final class TextReader extends StdScalarDeserializer<String> {
        private static final long serialVersionUID = 1;

        TextReader() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.currentToken().isScalarValue()
                    || parser.currentToken().isNumeric()
                    || parser.currentToken().isBoolean()) {
                return (String) context.handleUnexpectedToken(String.class, parser);
            }
            return PlainText.of(parser.getText());
        }
    }

    /**
     * Writes on one line.
     *
     * @param value a record
     * @return its JSON
     * @throws IOException if it is no record
     */
    public static String line(Object value) throws IOException {
        return MAPPER.writeValueAsString(value);
    }

    /**
     * Writes on many lines.
     *
     * @param value a record
     * @return its JSON, with a line break at the end
     * @throws IOException if it is no record
     */
    public static String pretty(Object value) throws IOException {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
    }

    /**
     * Reads a file.
     *
     * @param file to read
     * @param type of what it holds
     * @param <T> type of what it holds
     * @param longest bytes that the file may have
     * @return what it holds
     * @throws UnreadableException if it holds something else
     * @throws IOException if it cannot be read
     */
    public static <T> T read(Path file, TypeReference<T> type, int longest) throws IOException {
        return parse(InputFile.text(file, longest), type, file.toString());
    }

    /**
     * Reads a text.
     *
     * @param text JSON
     * @param type of what it holds
     * @param <T> type of what it holds
     * @param where the text comes from, for the message
     * @return what it holds
     * @throws UnreadableException if it holds something else
     */
    public static <T> T parse(String text, TypeReference<T> type, String where) throws UnreadableException {
        try {
            T value = MAPPER.readValue(text, type);
            if (value == null) {
                throw new UnreadableException(where + ": is null; must be "
                        + simpleName(type.getType().getTypeName()));
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new UnreadableException(where + ": " + inWords(e), e);
        }
    }

    /** Reads the number of the schema alone, since all else may differ in a later one; ours if there is none. */
    static int schema(String text) {
        try {
            JsonNode schema = MAPPER.readTree(text).get("schema");
            return schema != null && schema.isInt() ? schema.intValue() : RunFolder.SCHEMA;
        } catch (JsonProcessingException e) {
            return RunFolder.SCHEMA;
        }
    }

    private static String inWords(JsonProcessingException e) {
        String field = e instanceof JsonMappingException mapping
                ? mapping.getPath().stream()
                        .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                        .collect(Collectors.joining("."))
                : "";
        String at = field.isEmpty() ? "" : "field " + PlainText.of(field, SAID) + ": ";
        if (e instanceof InvalidFormatException format) {
            return at + PlainText.of(String.valueOf(format.getValue()), SAID) + ": is no "
                    + format.getTargetType().getSimpleName();
        }
        if (e instanceof ValueInstantiationException made) {
            Throwable cause = made.getCause();
            return at + PlainText.of(String.valueOf(cause == null ? e.getOriginalMessage() : cause.getMessage()), SAID);
        }
        if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null && !field.isEmpty()) {
            return at + "is missing or no " + word(mismatch.getTargetType());
        }
        return at + "is not JSON as a run writes it: " + PlainText.of(e.getOriginalMessage(), SAID);
    }

    private static String word(Class<?> type) {
        return Collection.class.isAssignableFrom(type) ? "list" : type.getSimpleName();
    }

    private static String simpleName(String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }
}
