package dev.racewalk.results.report.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.racewalk.results.Made;
import dev.racewalk.results.Runs;
import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.read.ResultsReader;
import dev.racewalk.results.report.Repeat;
import dev.racewalk.stress.record.ForkStatus;
import dev.racewalk.stress.record.Grade;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.Strides;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** The formats for other programs, by their schemas. */
class ExportTest {
    private static final Repeat REPEAT = new Repeat("racewalk", "run", null);
    private static final String NASTY = "a|b <i>&amp;</i> `x` \"q\", \u001b[31m\u0000\u202e\uFFFF *s* _u_\r\nend";

    static List<Path> runs() {
        return Runs.all();
    }

    private static byte[] export(ExportFormat format, Results results) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        format.write(results, REPEAT, out);
        return out.toByteArray();
    }

    private static String text(ExportFormat format, Results results) throws IOException {
        return new String(export(format, results), StandardCharsets.UTF_8);
    }

    private static Results nasty() {
        return Made.results(
                NASTY,
                List.of(
                        Made.fork(
                                "dev.made.Nasty",
                                new Strides(4, 64),
                                "tiered",
                                List.of(
                                        new OutcomeRecord(NASTY, 3, Grade.FORBIDDEN, NASTY),
                                        new OutcomeRecord("=1+1", 5, Grade.ACCEPTABLE, "")),
                                ForkStatus.NORMAL,
                                List.of("racewalk: " + NASTY)),
                        Made.fork(
                                "dev.made.Failing",
                                new Strides(4, 64),
                                "tiered",
                                List.of(),
                                ForkStatus.TEST_ERROR,
                                List.of(NASTY)),
                        Made.fork(
                                "NoPackage",
                                new Strides(4, 64),
                                "tiered",
                                List.of(new OutcomeRecord("0", 1, Grade.UNGRADED, "")))));
    }

    private static JsonSchema schema() throws IOException {
        try (InputStream in = JsonReport.class.getResourceAsStream(JsonReport.SCHEMA)) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(new ObjectMapper().readTree(in));
        }
    }

    @ParameterizedTest
    @MethodSource("runs")
    void jsonIsValidAndHoldsEverything(Path run) throws IOException {
        Results results = ResultsReader.read(run);
        JsonNode json = new ObjectMapper().readTree(export(ExportFormat.JSON, results));
        assertThat(schema().validate(json)).isEmpty();
        assertThat(json.at("/totals/samples").asLong())
                .isEqualTo(results.races().stream()
                        .mapToLong(race -> race.tally().samples())
                        .sum());
        assertThat(json.at("/races")).hasSameSizeAs(results.races());
    }

    @Test
    void jsonHoldsTimesCommandLineJvmProcessorAndGrades() throws IOException {
        JsonNode json = new ObjectMapper().readTree(export(ExportFormat.JSON, ResultsReader.read(Runs.forbidden())));
        JsonNode run = json.at("/sources/0/run");
        assertThat(run.get("startedAt").asText()).startsWith("2026-");
        assertThat(run.at("/commandLine/0").asText()).isEqualTo("run");
        assertThat(run.at("/machine/vmVersion").asText()).startsWith("17.");
        assertThat(run.at("/machine/processor").asText()).contains("Xeon");
        assertThat(json.at("/totals/othersShare").isDouble()).isTrue();
        assertThat(json.at("/races/0/outcomes/0/grade").asText()).isEqualTo("FORBIDDEN");
        assertThat(json.at("/races/0/forks/0/fork/durationMillis").asLong()).isPositive();
    }

    @Test
    void theJsonSchemaRefusesWhatItDoesNotDescribe() throws IOException {
        JsonNode json = new ObjectMapper().readTree(export(ExportFormat.JSON, nasty()));
        assertThat(schema().validate(json)).isEmpty();
        assertThat(schema().validate(((ObjectNode) json.deepCopy()).put("version", 2)))
                .isNotEmpty();
        assertThat(schema().validate(((ObjectNode) json.deepCopy()).put("more", 1)))
                .isNotEmpty();
        ObjectNode lacking = json.deepCopy();
        ((ObjectNode) lacking.at("/races/0")).remove("verdict");
        assertThat(schema().validate(lacking)).isNotEmpty();
    }

    private static Validator junit() throws SAXException {
        return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(ExportTest.class.getResource("/schema/junit.xsd"))
                .newValidator();
    }

    private static Document parsed(byte[] xml) throws Exception {
        junit().validate(new StreamSource(new ByteArrayInputStream(xml)));
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(xml));
    }

    private static int attribute(Document xml, String name) {
        return Integer.parseInt(xml.getDocumentElement().getAttribute(name));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void junitIsValidAndCountsItsCases(Path run) throws Exception {
        Results results = ResultsReader.read(run);
        Document xml = parsed(export(ExportFormat.JUNIT, results));
        assertThat(attribute(xml, "tests"))
                .isEqualTo(xml.getElementsByTagName("testcase").getLength())
                .isGreaterThanOrEqualTo(results.races().size());
        assertThat(attribute(xml, "failures"))
                .isEqualTo(xml.getElementsByTagName("failure").getLength());
        assertThat(attribute(xml, "errors"))
                .isEqualTo(xml.getElementsByTagName("error").getLength());
    }

    @Test
    void junitTellsFailuresFromErrors() throws Exception {
        Document forbidden = parsed(export(ExportFormat.JUNIT, ResultsReader.read(Runs.forbidden())));
        Element failure = (Element) forbidden.getElementsByTagName("failure").item(0);
        assertThat(failure.getAttribute("message")).contains("I12 broken");
        assertThat(failure.getTextContent()).contains("mapped, mapped, apart", "repeat: ");
        Document failed = parsed(export(ExportFormat.JUNIT, ResultsReader.read(Runs.failed())));
        assertThat(attribute(failed, "failures")).isZero();
        assertThat(attribute(failed, "errors")).isEqualTo(2);
    }

    @Test
    void junitHoldsWhatXmlCannot() throws Exception {
        Document xml = parsed(export(ExportFormat.JUNIT, nasty()));
        Element failure = (Element) xml.getElementsByTagName("failure").item(0);
        assertThat(failure.getAttribute("message")).contains("a|b <i>&amp;</i> `x` \"q\", ?[31m?\uFFFD? *s*");
    }

    @Test
    void theJunitSchemaRefusesWhatItDoesNotDescribe() throws Exception {
        String xml = text(ExportFormat.JUNIT, nasty());
        for (String broken : List.of(
                xml.replaceFirst(" time=\"[^\"]*\"", " time=\"soon\""),
                xml.replace("<error ", "<mistake ").replace("</error>", "</mistake>"),
                xml.replaceFirst(" classname=\"[^\"]*\"", ""))) {
            assertThatThrownBy(() -> parsed(broken.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(SAXException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("runs")
    void markdownHasALineForEachRaceAndOpensWhatWentWrong(Path run) throws IOException {
        Results results = ResultsReader.read(run);
        String text = text(ExportFormat.MARKDOWN, results);
        for (RaceResults race : results.races()) {
            assertThat(text.lines())
                    .anyMatch(line -> line.startsWith("| " + race.family() + " | " + race.simpleName()));
        }
        long bad =
                results.races().stream().filter(race -> !race.bad().isEmpty()).count();
        assertThat(text.split("<details", -1)).hasSize((int) bad + 1);
        assertThat(text.split("</details>", -1)).hasSize((int) bad + 1);
    }

    @Test
    void markdownTakesNothingForMarkup() throws IOException {
        String text = text(ExportFormat.MARKDOWN, nasty());
        assertThat(text)
                .contains("a\\|b &lt;i&gt;&amp;amp;&lt;/i&gt; \\`x\\`")
                .doesNotContain("<i>", "\u001b", "\u202e");
        List<String> rows = text.lines().filter(line -> line.startsWith("|")).toList();
        assertThat(rows)
                .allSatisfy(row -> assertThat(row.replace("\\|", "").chars().filter(c -> c == '|'))
                        .hasSizeGreaterThanOrEqualTo(5));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void csvReadsBackToTheSameCounts(Path run) throws IOException {
        Results results = ResultsReader.read(run);
        List<Map<String, String>> rows = rows(export(ExportFormat.CSV, results));
        assertThat(rows.stream()
                        .mapToLong(row -> Long.parseLong(row.get("count")))
                        .sum())
                .isEqualTo(results.races().stream()
                        .mapToLong(race -> race.tally().samples())
                        .sum());
        assertThat(rows.stream().map(row -> row.get("race")).distinct()).hasSameSizeAs(results.races());
    }

    @Test
    void csvKeepsWhatItIsGiven() throws IOException {
        byte[] csv = export(ExportFormat.CSV, nasty());
        assertThat(rows(csv)).extracting(row -> row.get("outcome")).contains(NASTY, "=1+1", "0", "");
        assertThat(new String(csv, StandardCharsets.UTF_8))
                .startsWith("family,race,mode,strides,outcome")
                .contains("\r\n");
    }

    private static List<Map<String, String>> rows(byte[] csv) throws IOException {
        return new CsvMapper()
                .readerForMapOf(String.class)
                .with(CsvSchema.emptySchema().withHeader())
                .<Map<String, String>>readValues(csv)
                .readAll();
    }
}
