package dev.racewalk.results.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The files for Slurm, on a cluster of this one machine: its daemons on the loopback, started and ended by this test. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SlurmTest {
    @SuppressWarnings("InlineFormatString") // a file, and easier to read as one
    private static final String CONFIGURATION = """
            ClusterName=racewalk
            SlurmctldHost=%1$s(127.0.0.1)
            SlurmUser=%2$s
            SlurmdUser=%2$s
            AuthType=auth/munge
            AuthInfo=socket=%3$s/munge/socket
            CredType=cred/munge
            SlurmctldPort=%4$d
            SlurmdPort=%5$d
            StateSaveLocation=%3$s/state
            SlurmdSpoolDir=%3$s/spool
            SlurmctldPidFile=%3$s/slurmctld.pid
            SlurmdPidFile=%3$s/slurmd.pid
            ProctrackType=proctrack/pgid
            TaskPlugin=task/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_CPU
            SlurmdParameters=config_overrides
            MpiDefault=none
            MailProg=/bin/true
            ReturnToService=2
            NodeName=%1$s NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
            PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
            """;

    @TempDir
    private Path temp;

    private final List<Process> daemons = new ArrayList<>();
    private Map<String, String> environment = Map.of();

    @BeforeEach
    void start() throws IOException, InterruptedException {
        Stream.of("munged", "slurmctld", "slurmd", "sbatch")
                .forEach(tool ->
                        assumeTrue(isInstalled(tool), tool + " is not installed; Debian has munge and slurm-wlm"));
        Path cluster = Files.createDirectory(temp.resolve("cluster"));
        for (String name : List.of("state", "spool", "munge")) {
            Files.createDirectory(
                    cluster.resolve(name),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        }
        byte[] key = new byte[64];
        new Random().nextBytes(key);
        Path keyFile = Files.write(cluster.resolve("munge/key"), key);
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-------"));
        String host = said("hostname", "-s");
        Path configuration = Files.writeString(
                cluster.resolve("slurm.conf"),
                CONFIGURATION.formatted(host, said("id", "-un"), cluster, freePort(), freePort()));
        environment = Map.of(
                "SLURM_CONF",
                configuration.toString(),
                "RACEWALK",
                Cluster.JAVA + " -jar " + Cluster.jar(temp.resolve("racewalk.jar")));
        daemon(
                cluster,
                "munged",
                "--foreground",
                "--force",
                "--key-file=" + keyFile,
                "--socket=" + cluster.resolve("munge/socket"),
                "--pid-file=" + cluster.resolve("munge/pid"),
                "--log-file=" + cluster.resolve("munge/log"),
                "--seed-file=" + cluster.resolve("munge/seed"));
        await(() -> Files.exists(cluster.resolve("munge/socket")), "munged");
        daemon(cluster, "slurmctld", "-D", "-i", "-f", configuration.toString());
        daemon(cluster, "slurmd", "-D", "-f", configuration.toString());
        await(() -> sh("sinfo --noheader --format=%T").contains("idle"), "a node that is idle");
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (int i = daemons.size() - 1; i >= 0; i--) {
            Process daemon = daemons.get(i);
            daemon.descendants().forEach(ProcessHandle::destroyForcibly);
            daemon.destroy();
            if (!daemon.waitFor(2, TimeUnit.SECONDS)) { // what it would save is deleted anyway
                daemon.destroyForcibly().waitFor();
            }
        }
    }

    private static boolean isInstalled(String tool) {
        return Stream.of((System.getenv("PATH") + ":/usr/sbin").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private String said(String... command) throws IOException, InterruptedException {
        return Cluster.run(temp, Map.of(), 20, command).said().strip();
    }

    private void daemon(Path cluster, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(cluster.resolve(command[0] + ".out").toFile());
        builder.environment().put("PATH", System.getenv("PATH") + ":/usr/sbin");
        builder.environment().putAll(environment);
        daemons.add(builder.start());
    }

    /** Something that comes true. */
    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private void await(Condition condition, String what) throws IOException, InterruptedException {
        for (int i = 0; i < 120 && !condition.holds(); i++) {
            TimeUnit.MILLISECONDS.sleep(500);
        }
        StringBuilder logs = new StringBuilder();
        for (Path each : List.of(temp.resolve("cluster/slurmctld.out"), temp.resolve("cluster/slurmd.out"))) {
            logs.append(Files.exists(each) ? Files.readString(each) : "");
        }
        assertThat(condition.holds()).as(what + "\n" + logs).isTrue();
    }

    private String sh(String command) throws IOException, InterruptedException {
        return Cluster.run(temp, environment, 60, "sh", "-c", command).said();
    }

    private Cluster.Ended submit(Map<String, String> changed, String... arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(Cluster.FILES.resolve("slurm/submit.sh").toString(), "--wait"));
        command.addAll(List.of(arguments));
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(changed);
        return Cluster.run(temp, all, 400, command.toArray(String[]::new));
    }

    @Test
    void anArrayIsRacedAddedUpAndJudged() throws IOException, InterruptedException {
        Cluster.Ended ended = submit(
                Map.of(),
                "2",
                "found",
                "quick",
                "-t",
                "testrace.(Fine|Forbidden)Race",
                "--",
                "-time",
                "50",
                "-iters",
                "1");
        Path folder = temp.resolve("found");
        String log = Files.readString(folder.resolve("merge.log"));
        assertThat(ended.status())
                .as(ended.said() + log + sh("cat found/*.log"))
                .isEqualTo(1);
        assertThat(log)
                .contains("2 runs, 2 races, ")
                .contains("  - Forbidden: ForbiddenRace, ")
                .contains("\nVerdict: failed.\n");
        assertThat(folder.resolve("merged/junit.xml")).isNotEmptyFile();
        assertThat(folder.resolve("shard-1/run.json")).content().contains("\"count\" : 2");
    }

    @Test
    void aShardThatDidNotRunLeavesTheVerdictOpen() throws IOException, InterruptedException {
        Path wrapper = Files.writeString(
                temp.resolve("wrapper"),
                "test \"$1 ${SLURM_ARRAY_TASK_ID:-}\" = 'run 2' && exit 9; exec " + environment.get("RACEWALK")
                        + " \"$@\"");
        Cluster.Ended ended = submit(
                Map.of("RACEWALK", "sh " + wrapper),
                "2",
                "open",
                "quick",
                "-t",
                "testrace.FineRace|[.]SharedTableInstallRace",
                "--",
                "-time",
                "50",
                "-iters",
                "1");
        String log = Files.readString(temp.resolve("open/merge.log"));
        assertThat(ended.status()).as(ended.said() + log).isEqualTo(3);
        assertThat(log)
                .contains("--expect-shards 2: shard 2/2 missing")
                .contains("  - Not complete: shard 2/2 missing")
                .contains("\nVerdict: incomplete.\n");
    }

    @Test
    void whatCannotBeSubmittedIsSaid() throws IOException, InterruptedException {
        assertThat(submit(Map.of(), "0", "x").said()).contains("SHARDS 0: must be 1..9999");
        assertThat(submit(Map.of("RACEWALK", ""), "1", "x").said()).contains("RACEWALK is not set");
        Files.createDirectory(temp.resolve("old"));
        assertThat(submit(Map.of(), "1", "old")).satisfies(ended -> {
            assertThat(ended.status()).isEqualTo(2);
            assertThat(ended.said()).contains("FOLDER old: must be new");
        });
    }
}
