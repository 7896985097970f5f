package dev.racewalk.results.report.export;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.Source;
import dev.racewalk.results.model.SourcedFork;
import dev.racewalk.results.model.Verdict;
import dev.racewalk.results.report.Columns;
import dev.racewalk.results.report.Judgement;
import dev.racewalk.results.report.Messages;
import dev.racewalk.results.report.Overview;
import dev.racewalk.results.report.Repeat;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.HostRecord;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.RaceName;
import dev.racewalk.stress.record.RunRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/**
 * JUnit XML as CI systems read it: a family is a suite, a race a test case. A forbidden outcome is a failure, a fork that did
 * not end an error, and a race that did not run, or whose outcomes nobody graded, is skipped.
 */
final class JunitReport {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    private static final String NOT_GRADED =
            "it ran, and this program does not know which of its outcomes are wrong; " + Overview.HOW_TO_GRADE;

    private final Results results;
    private final Repeat repeat;
    private final Overview overview;

    JunitReport(Results results, Repeat repeat) {
        this.results = results;
        this.repeat = repeat;
        this.overview = new Overview(results);
    }

    /** A test case: a race that was run, or the reason why one was not. */
    private record Case(String name, List<RaceResults> race, String skipped) {
        String family() {
            String packageName = packageName();
            return packageName.substring(packageName.lastIndexOf('.') + 1);
        }

        String packageName() {
            return name.substring(
                    0, Math.max(0, name.length() - RaceName.simple(name).length() - 1));
        }

        boolean is(Verdict verdict) {
            return race.stream().anyMatch(each -> each.verdict() == verdict);
        }

        double seconds() {
            return race.stream()
                            .flatMap(each -> each.forks().stream())
                            .mapToLong(each -> each.fork().durationMillis())
                            .sum()
                    / 1e3;
        }
    }

    void write(OutputStream out) throws IOException {
        write(out, null);
    }

    /** Writes it with a suite of its own for what is no race: whether anything is wrong, and whether all was raced. */
    void write(OutputStream out, @Nullable Judgement judgement) throws IOException {
        Map<String, List<Case>> suites =
                cases().stream().collect(Collectors.groupingBy(Case::family, TreeMap::new, Collectors.toList()));
        List<Case> all = suites.values().stream().flatMap(List::stream).toList();
        try {
            XMLStreamWriter xml =
                    XMLOutputFactory.newFactory().createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
            xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuites");
            attribute(xml, "name", results.name());
            counts(xml, all, judgement);
            if (judgement != null) {
                judgement(xml, judgement);
            }
            for (Map.Entry<String, List<Case>> each : suites.entrySet()) {
                suite(xml, each.getKey(), each.getValue());
            }
            xml.writeEndElement();
            xml.writeCharacters("\n");
            xml.writeEndDocument();
            xml.flush();
        } catch (XMLStreamException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private List<Case> cases() {
        Map<String, Case> cases = new TreeMap<>();
        results.races().forEach(race -> cases.put(race.name(), new Case(race.name(), List.of(race), "")));
        for (Map.Entry<String, Set<String>> each : overview.skipped().entrySet()) {
            each.getValue().forEach(race -> cases.put(race, new Case(race, List.of(), each.getKey())));
        }
        return List.copyOf(cases.values());
    }

    private void suite(XMLStreamWriter xml, String name, List<Case> cases) throws XMLStreamException {
        xml.writeCharacters("\n");
        xml.writeStartElement("testsuite");
        attribute(xml, "name", name);
        counts(xml, cases, null);
        attribute(
                xml,
                "skipped",
                count(cases.stream()
                        .filter(each -> each.race().isEmpty() || each.is(Verdict.UNGRADED))
                        .count()));
        attribute(xml, "timestamp", STAMP.format(began(cases)));
        properties(xml);
        for (Case each : cases) {
            testCase(xml, each);
        }
        xml.writeCharacters("\n");
        xml.writeEndElement();
    }

    private static void counts(XMLStreamWriter xml, List<Case> cases, @Nullable Judgement judgement)
            throws XMLStreamException {
        int wrong = judgement == null || judgement.wrong().isEmpty() ? 0 : 1;
        int missing = judgement == null || judgement.missing().isEmpty() ? 0 : 1;
        attribute(xml, "tests", count(cases.size() + (judgement == null ? 0 : 2)));
        attribute(
                xml,
                "failures",
                count(wrong
                        + cases.stream()
                                .filter(each -> each.is(Verdict.FORBIDDEN))
                                .count()));
        attribute(
                xml,
                "errors",
                count(missing
                        + cases.stream().filter(each -> each.is(Verdict.FAILED)).count()));
        attribute(xml, "time", seconds(cases.stream().mapToDouble(Case::seconds).sum()));
    }

    private void judgement(XMLStreamWriter xml, Judgement judgement) throws XMLStreamException {
        xml.writeCharacters("\n");
        xml.writeStartElement("testsuite");
        attribute(xml, "name", "verdict");
        counts(xml, List.of(), judgement);
        attribute(xml, "skipped", count(0));
        attribute(xml, "timestamp", STAMP.format(began(List.of())));
        judged(xml, "nothing is wrong", "failure", judgement.wrong(), judgement.notes());
        judged(xml, "everything was raced", "error", judgement.missing(), List.of());
        xml.writeCharacters("\n");
        xml.writeEndElement();
    }

    private static void judged(XMLStreamWriter xml, String name, String element, List<String> why, List<String> notes)
            throws XMLStreamException {
        xml.writeCharacters("\n");
        xml.writeStartElement("testcase");
        attribute(xml, "classname", "verdict");
        attribute(xml, "name", name);
        attribute(xml, "time", seconds(0));
        if (!why.isEmpty()) {
            xml.writeStartElement(element);
            attribute(xml, "message", why.get(0));
            attribute(xml, "type", "verdict");
            xml.writeCharacters(clean(String.join("\n", why)));
            xml.writeEndElement();
        }
        if (!notes.isEmpty()) {
            xml.writeStartElement("system-out");
            xml.writeCharacters(clean(String.join("\n", notes)));
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private Instant began(List<Case> cases) {
        return cases.stream()
                .flatMap(each -> each.race().stream())
                .flatMap(race -> race.forks().stream())
                .map(each -> each.fork().startedAt())
                .filter(time -> time != null)
                .min(Instant::compareTo)
                .orElseGet(() -> results.sources().stream()
                        .map(Source::begun)
                        .filter(time -> time != null)
                        .findFirst()
                        .orElse(Instant.EPOCH));
    }

    private void properties(XMLStreamWriter xml) throws XMLStreamException {
        xml.writeCharacters("\n");
        xml.writeStartElement("properties");
        property(xml, "results", repeat.path());
        for (String banner : overview.banners()) {
            property(xml, "protocol", banner);
        }
        property(xml, "verdict", overview.sentence());
        for (Source source : results.sources()) {
            HostRecord machine = source.machine();
            if (machine != null) {
                property(xml, source.name() + ".jvm", machine.vmName() + " " + machine.vmVersion());
                String processor = machine.processor();
                if (processor != null) {
                    property(xml, source.name() + ".processor", processor);
                }
            }
            RunRecord run = source.run();
            if (run != null) {
                property(xml, source.name() + ".commandLine", String.join(" ", run.commandLine()));
            }
        }
        xml.writeEndElement();
    }

    private static void property(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeEmptyElement("property");
        attribute(xml, "name", name);
        attribute(xml, "value", value);
    }

    private void testCase(XMLStreamWriter xml, Case each) throws XMLStreamException {
        xml.writeCharacters("\n");
        xml.writeStartElement("testcase");
        attribute(xml, "classname", each.packageName());
        attribute(xml, "name", RaceName.simple(each.name()));
        attribute(xml, "time", seconds(each.seconds()));
        if (each.race().isEmpty()) {
            xml.writeEmptyElement("skipped");
            attribute(xml, "message", each.skipped());
        }
        for (RaceResults race : each.race()) {
            if (race.verdict() == Verdict.FORBIDDEN) {
                wrong(xml, "failure", race, forbidden(race));
            } else if (race.verdict() == Verdict.FAILED) {
                wrong(xml, "error", race, failed(race));
            } else {
                if (race.verdict() == Verdict.UNGRADED) {
                    xml.writeEmptyElement("skipped");
                    attribute(xml, "message", NOT_GRADED);
                }
                xml.writeStartElement("system-out");
                xml.writeCharacters(clean(race.verdict().word() + "\n" + table(race)));
                xml.writeEndElement();
            }
        }
        xml.writeEndElement();
    }

    private void wrong(XMLStreamWriter xml, String element, RaceResults race, String message)
            throws XMLStreamException {
        xml.writeStartElement(element);
        attribute(xml, "message", message);
        attribute(xml, "type", race.verdict().name().toLowerCase(Locale.ROOT));
        StringBuilder text = new StringBuilder(message).append('\n').append(table(race));
        for (SourcedFork each : race.bad()) {
            ForkRecord fork = each.fork();
            text.append("fork ")
                    .append(fork.fork())
                    .append(" (")
                    .append(fork.strides())
                    .append(", ");
            text.append(fork.mode()).append(") ").append(Messages.ended(fork));
            text.append('\n');
        }
        text.append("repeat: ").append(repeat.race(results, race)).append('\n');
        xml.writeCharacters(clean(text.toString()));
        xml.writeEndElement();
    }

    private static String forbidden(RaceResults race) {
        String outcomes = race.outcomes().stream()
                .filter(each -> each.grade().isWrong() && each.count() > 0)
                .map(each -> each.id() + " (" + Columns.plural(each.count(), "time") + ")")
                .collect(Collectors.joining("; "));
        return "forbidden: " + outcomes;
    }

    private static String failed(RaceResults race) {
        ForkRecord fork = race.bad().get(0).fork();
        return Columns.plural(race.tally().failed(), "fork") + " failed; the first "
                + fork.status().inWords() + ": " + Messages.first(fork);
    }

    private static String table(RaceResults race) {
        StringBuilder table = new StringBuilder(race.description()).append('\n');
        for (OutcomeRecord each : race.outcomes()) {
            if (each.count() > 0) {
                table.append(String.format(
                        Locale.ROOT,
                        "%,15d  %-22s  %s: %s%n",
                        each.count(),
                        each.grade(),
                        each.id(),
                        Columns.meaning(each)));
            }
        }
        return table.toString();
    }

    private static void attribute(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, Columns.line(clean(value)));
    }

    /** XML 1.0 cannot hold most control characters at all. */
    private static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(point -> clean.appendCodePoint(isAllowed(point) ? point : '?'));
        return clean.toString();
    }

    private static boolean isAllowed(int point) {
        boolean isControl = point < ' ' && point != '\n' && point != '\t';
        boolean isSurrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        return !isControl && !isSurrogate && point != 0x7f && point != 0xFFFE && point != 0xFFFF;
    }

    private static String count(long number) {
        return String.valueOf(number);
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }
}
