package dev.racewalk.stress.run;

import dev.racewalk.stress.record.Shard;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds out which shard to run: from the command line, or from the variables of a cluster's job array. */
public final class ShardChoice {
    private static final String KUBERNETES = "JOB_COMPLETION_INDEX";
    private static final String SLURM = "SLURM_ARRAY_TASK_";

    private ShardChoice() {}

    /**
     * Chooses.
     *
     * @param shard {@code --shard}, or null
     * @param shards {@code --shards}, or null
     * @param env the environment
     * @return the shard; the whole suite if nothing is said
     * @throws IllegalArgumentException if what is said makes no shard, naming the value and the rule
     */
    public static Shard choose(@Nullable String shard, @Nullable Integer shards, Map<String, String> env) {
        if (shard != null) {
            return explicit(shard, shards);
        }
        if (shards != null && shards < 1) {
            throw new IllegalArgumentException("--shards " + shards + ": must be 1 at least");
        }
        if (env.containsKey(SLURM + "ID")) {
            return slurm(shards, env);
        }
        if (env.containsKey(KUBERNETES)) {
            return kubernetes(shards, env);
        }
        if (shards != null && shards > 1) {
            throw new IllegalArgumentException("--shards " + shards + ": which of them? Neither " + KUBERNETES + " nor "
                    + SLURM + "ID is set; give --shard i/" + shards);
        }
        return Shard.WHOLE;
    }

    private static Shard explicit(String shard, @Nullable Integer shards) {
        Shard choice;
        try {
            choice = Shard.parse(shard);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--shard " + e.getMessage(), e);
        }
        if (shards != null && shards != choice.count()) {
            throw new IllegalArgumentException(
                    "--shards " + shards + ": must be " + choice.count() + " as in --shard " + shard + ", or absent");
        }
        return choice;
    }

    private static Shard kubernetes(@Nullable Integer shards, Map<String, String> env) {
        if (shards == null) {
            throw new IllegalArgumentException(KUBERNETES + "=" + env.get(KUBERNETES)
                    + ": of how many? Give --shards n, or --shard 1/1 for the whole suite");
        }
        int index = number(KUBERNETES, env);
        if (index < 0 || index >= shards) {
            throw new IllegalArgumentException(
                    KUBERNETES + "=" + index + ": must be 0.." + (shards - 1) + " with --shards " + shards);
        }
        return new Shard(index + 1, shards);
    }

    private static Shard slurm(@Nullable Integer shards, Map<String, String> env) {
        int id = number(SLURM + "ID", env);
        int min = number(SLURM + "MIN", env);
        int max = number(SLURM + "MAX", env);
        int count = env.containsKey(SLURM + "COUNT") ? number(SLURM + "COUNT", env) : max - min + 1;
        if (shards != null && shards != count) {
            throw new IllegalArgumentException(
                    "--shards " + shards + ": must be " + SLURM + "COUNT=" + count + ", or absent");
        }
        int step = count > 1 ? (max - min) / (count - 1) : 1;
        boolean regular = count >= 1 && step >= 1 && min + step * (count - 1) == max;
        if (!regular || id < min || id > max || (id - min) % step != 0) {
            throw new IllegalArgumentException(SLURM + "ID=" + id + ": must be one of an even row from " + SLURM
                    + "MIN=" + min + " to " + SLURM + "MAX=" + max + "; give --shard i/n");
        }
        return new Shard((id - min) / step + 1, count);
    }

    private static int number(String name, Map<String, String> env) {
        String value = env.getOrDefault(name, "");
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + "=" + value + ": must be a number", e);
        }
    }
}
