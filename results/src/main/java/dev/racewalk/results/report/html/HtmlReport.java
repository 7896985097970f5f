package dev.racewalk.results.report.html;

import dev.racewalk.results.model.Results;
import dev.racewalk.results.report.Repeat;
import dev.racewalk.results.report.diff.Movements;
import dev.racewalk.stress.record.Matrix;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The report as one HTML file that needs nothing else. */
public final class HtmlReport {
    private static final String PACKAGE = HtmlReport.class.getPackageName();

    private HtmlReport() {}

    /**
     * Makes a report.
     *
     * @param results any
     * @param repeat how this program is called, and where the results are, for commands to copy
     * @return the text of an HTML file, to be written in UTF-8
     */
    public static String of(Results results, Repeat repeat) {
        return render(Page.of(results, repeat));
    }

    /**
     * Makes a report of the kill matrix alone.
     *
     * @param matrix any
     * @return the text of an HTML file, to be written in UTF-8
     */
    public static String of(Matrix matrix) {
        String name = matrix.isIncomplete() ? "kill matrix, interrupted" : "kill matrix";
        return render(Page.of(new Results(name, List.of(), List.of(), matrix, List.of()), new Repeat("", "", null)));
    }

    /**
     * Makes a report of what differs between two runs.
     *
     * @param title names of both
     * @param isWorse whether something got worse
     * @param sentence the verdict
     * @param movements what was compared
     * @param text the same in words
     * @return the text of an HTML file, to be written in UTF-8
     */
    public static String ofDiff(
            String title, boolean isWorse, String sentence, List<Movements> movements, String text) {
        return render("diff.jte", Map.of("page", DiffView.of(title, isWorse, sentence, movements, text)), "", false);
    }

    private static String render(Page page) {
        boolean drawsSchedules =
                page.races().stream().anyMatch(race -> race.explored().isDrawn());
        return render(
                "page.jte",
                Map.of("page", page),
                ".races{--n:" + page.heat().columns().size() + "}\n",
                drawsSchedules);
    }

    /** Fills a template that takes a style, a script and the policy that lets them run, and what it shows. */
    static String render(String template, Map<String, Object> shown, String rules, boolean drawsSchedules) {
        String style =
                resource("report.css") + (drawsSchedules ? resource("schedule.css") : "") + Scale.rules() + rules;
        String script = resource("report.js") + (drawsSchedules ? resource("schedule.js") : "");
        String policy = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src " + digest(style)
                + "; script-src " + digest(script);
        TemplateEngine engine =
                TemplateEngine.createPrecompiled(null, ContentType.Html, HtmlReport.class.getClassLoader(), PACKAGE);
        StringOutput output = new StringOutput();
        Map<String, Object> all = new HashMap<>(shown);
        all.putAll(Map.of("style", style, "script", script, "policy", policy));
        engine.render(template, all, output);
        return output.toString();
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(HtmlReport.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /** How a Content-Security-Policy names the one text that may stand in a style or script element. */
    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
