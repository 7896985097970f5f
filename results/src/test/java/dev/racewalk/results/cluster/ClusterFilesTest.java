package dev.racewalk.results.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files for Kubernetes and GitHub Actions, as far as one machine can test them. */
class ClusterFilesTest {
    private static final int SECONDS = 120;

    /** How long a run may take to end in order. */
    private static final int GRACE_SECONDS = 30;

    @TempDir
    private Path temp;

    private static JsonNode read(String name) throws IOException {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        Object content = new Yaml(new SafeConstructor(strict)).load(Files.readString(Cluster.FILES.resolve(name)));
        return new ObjectMapper().valueToTree(content);
    }

    private static JsonNode container(JsonNode job) {
        return job.at("/spec/template/spec/containers/0");
    }

    private static String script(JsonNode job) {
        return container(job).at("/command/2").asText();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubernetes/race.yaml", "kubernetes/verdict.yaml"})
    void jobsAreWhatKubernetesTakes(String name) throws IOException {
        try (InputStream schema = Objects.requireNonNull(
                ClusterFilesTest.class.getResourceAsStream("/schema/kubernetes-job.schema.json"))) {
            assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                            .getSchema(schema)
                            .validate(read(name)))
                    .isEmpty();
        }
        JsonNode pod = read(name).at("/spec/template/spec");
        assertThat(pod.get("restartPolicy").asText()).isEqualTo("Never");
        assertThat(pod.get("terminationGracePeriodSeconds").asInt()).isGreaterThanOrEqualTo(GRACE_SECONDS);
        JsonNode resources = container(read(name)).get("resources");
        assertThat(resources.get("requests")).isEqualTo(resources.get("limits"));
        assertThat(container(read(name)).at("/volumeMounts/0/name")).isEqualTo(pod.at("/volumes/0/name"));
        assertThat(container(read(name)).at("/volumeMounts/0/mountPath"))
                .isEqualTo(container(read(name)).get("workingDir"));
    }

    @Test
    void aFindingIsNotTriedAgainAndTheOtherShardsGoOn() throws IOException {
        JsonNode spec = read("kubernetes/race.yaml").get("spec");
        assertThat(spec.get("completionMode").asText()).isEqualTo("Indexed");
        assertThat(spec.has("backoffLimitPerIndex")).isTrue();
        assertThat(spec.has("backoffLimit")).isFalse();
        JsonNode finding = spec.at("/podFailurePolicy/rules/1");
        assertThat(finding.get("action").asText()).isEqualTo("FailIndex");
        assertThat(finding.at("/onExitCodes/values").toString()).isEqualTo("[1,2,3]");
        assertThat(finding.at("/onExitCodes/containerName")).isEqualTo(spec.at("/template/spec/containers/0/name"));
        int shards = spec.get("completions").asInt();
        assertThat(spec.get("parallelism").asInt()).isEqualTo(shards);
        assertThat(script(read("kubernetes/race.yaml"))).contains("--shards " + shards + " ");
        assertThat(script(read("kubernetes/verdict.yaml"))).contains("--expect-shards " + shards + " ");
    }

    @Test
    void theCommandsOfThePodsRaceAddUpAndJudge() throws IOException, InterruptedException {
        Cluster.jar(temp.resolve("racewalk.jar"));
        String race = script(read("kubernetes/race.yaml"))
                        .strip()
                        .replace("quick --shards 8", "quick -t 'testrace.(Fine|Forbidden)Race' --shards 2")
                + " -- -time 50 -iters 1";
        Files.createDirectory(temp.resolve("shard-1"));
        Files.writeString(temp.resolve("shard-1/forks.jsonl"), "begun by a pod that was taken away");
        int[] expected = {0, 1};
        for (int i = 0; i < expected.length; i++) {
            Cluster.Ended ended = Cluster.run(temp, Map.of("JOB_COMPLETION_INDEX", "" + i), SECONDS, "sh", "-c", race);
            assertThat(ended.status()).as(ended.said()).isEqualTo(expected[i]);
        }
        try (var aside = Files.list(temp.resolve("aside"))) {
            assertThat(aside).hasSize(1);
        }
        String verdict = script(read("kubernetes/verdict.yaml")).replace("--expect-shards 8", "--expect-shards 2");
        Cluster.Ended ended = Cluster.run(temp, Map.of(), SECONDS, "sh", "-c", verdict);
        assertThat(ended.status()).as(ended.said()).isEqualTo(1);
        assertThat(ended.said()).contains("  - Forbidden: ForbiddenRace, ").contains("Verdict: failed.");
        assertThat(temp.resolve("merged/junit.xml")).isNotEmptyFile();
    }

    @Test
    void theWorkflowRacesEachShardOnEachKindOfMachineAndJudgesAllOfThem() throws IOException {
        JsonNode jobs = read("github/races.yml").get("jobs");
        JsonNode strategy = jobs.at("/race/strategy");
        assertThat(strategy.get("fail-fast").asBoolean(true)).isFalse();
        int shards = strategy.at("/matrix/shard").size();
        for (int i = 0; i < shards; i++) {
            assertThat(strategy.at("/matrix/shard/" + i).asInt()).isEqualTo(i + 1);
        }
        List<String> architectures = List.of("x64", "arm64");
        assertThat(strategy.at("/matrix/arch")).extracting(JsonNode::asText).containsExactlyElementsOf(architectures);
        assertThat(strategy.at("/matrix/include"))
                .extracting(each -> each.get("arch").asText())
                .containsExactlyElementsOf(architectures);
        String racing = jobs.at("/race/steps").toString();
        assertThat(racing)
                .contains("--shard ${{ matrix.shard }}/" + shards + " -o run")
                .contains("\"name\":\"${{ matrix.arch }}-${{ matrix.shard }}\",\"path\":\"run\"");
        JsonNode verdict = jobs.get("verdict");
        assertThat(verdict.get("needs").asText()).isEqualTo("race");
        assertThat(verdict.get("if").asText()).isEqualTo("always()");
        String judging = verdict.get("steps").toString();
        for (String each : architectures) {
            assertThat(judging).contains("merge runs/" + each + "-* --expect-shards " + shards + " -o " + each);
        }
        assertThat(judging)
                .contains("merge x64 arm64 -o all", "verdict all", "all/verdict.md >> \\\"$GITHUB_STEP_SUMMARY");
    }
}
