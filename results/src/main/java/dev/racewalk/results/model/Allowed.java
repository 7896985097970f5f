package dev.racewalk.results.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.Grade;
import dev.racewalk.stress.record.Json;
import dev.racewalk.stress.record.OutcomeRecord;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Results in which known outcomes are no longer wrong.
 *
 * @param results as they were, but outcomes that an entry allows are acceptable; their description says until when, and why
 * @param samples how many samples each entry allowed, of those that allowed some
 * @param expired entries that allow nothing any more
 * @param unmatched entries that would allow something that was not seen
 */
public record Allowed(
        Results results, Map<Allowance, Long> samples, List<Allowance> expired, List<Allowance> unmatched) {
    private static final ObjectMapper TREES = new ObjectMapper();
    private static final TypeReference<ForkRecord> FORK = new TypeReference<>() {};

    /** Makes the lists unmodifiable. */
    public Allowed {
        samples = new LinkedHashMap<>(samples);
        expired = List.copyOf(expired);
        unmatched = List.copyOf(unmatched);
    }

    /**
     * Allows outcomes.
     *
     * @param results as they were read
     * @param entries what is allowed
     * @param today the day in UTC
     * @return what they are then
     */
    public static Allowed in(Results results, List<Allowance> entries, LocalDate today) {
        List<Allowance> valid =
                entries.stream().filter(each -> !each.isExpired(today)).toList();
        Map<Allowance, Long> samples = new LinkedHashMap<>();
        List<RaceResults> races = new ArrayList<>();
        for (RaceResults race : results.races()) {
            List<SourcedFork> forks = new ArrayList<>();
            for (SourcedFork each : race.forks()) {
                forks.add(new SourcedFork(each.source(), allow(each.fork(), valid, samples)));
            }
            races.add(new RaceResults(forks));
        }
        return new Allowed(
                new Results(results.name(), results.sources(), races, results.faults(), results.explorations()),
                samples,
                entries.stream().filter(each -> each.isExpired(today)).toList(),
                valid.stream().filter(each -> !samples.containsKey(each)).toList());
    }

    private static ForkRecord allow(ForkRecord fork, List<Allowance> valid, Map<Allowance, Long> samples) {
        List<OutcomeRecord> outcomes = new ArrayList<>();
        for (OutcomeRecord each : fork.outcomes()) {
            outcomes.add(each);
            for (Allowance entry : valid) {
                if (each.grade().isWrong() && each.count() > 0 && entry.isAbout(fork.race(), each.id())) {
                    outcomes.set(outcomes.size() - 1, allowed(each, entry));
                    samples.merge(entry, each.count(), Long::sum);
                }
            }
        }
        return outcomes.equals(fork.outcomes()) ? fork : with(fork, outcomes);
    }

    private static OutcomeRecord allowed(OutcomeRecord outcome, Allowance entry) {
        return new OutcomeRecord(
                outcome.id(),
                outcome.count(),
                Grade.ACCEPTABLE,
                "Wrong, but allowed until " + entry.expires() + ": " + entry.reason());
    }

    /** The same fork with other outcomes; by way of its JSON, so that nothing else of it has to be known here. */
    private static ForkRecord with(ForkRecord fork, List<OutcomeRecord> outcomes) {
        try {
            JsonNode tree = TREES.readTree(Json.line(fork));
            ((ObjectNode) tree).set("outcomes", TREES.valueToTree(outcomes));
            ((ObjectNode) tree).put("forbidden", OutcomeRecord.samples(outcomes, Grade::isWrong));
            return Json.parse(TREES.writeValueAsString(tree), FORK, fork.race());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a fork cannot be written", e);
        } catch (IOException e) {
            throw new IllegalStateException("a fork cannot be read as it was written", e);
        }
    }
}
