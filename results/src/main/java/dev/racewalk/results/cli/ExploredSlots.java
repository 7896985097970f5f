package dev.racewalk.results.cli;

import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.sweep.SweepJob;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What has been explored of what was asked for, in the order in which it was asked, whatever order it comes in. */
final class ExploredSlots {
    /** A race under a model. */
    record Key(String race, Model model) {
        static Key of(Exploration exploration) {
            return new Key(exploration.race(), exploration.model());
        }
    }

    /** An exploration, or why there is none; neither while it is to come. */
    record Slot(
            Race race,
            Model model,
            @Nullable Exploration found,
            @Nullable String failed) {
        boolean isOpen() {
            return found == null && failed == null;
        }
    }

    private final Map<Key, Slot> slots = new LinkedHashMap<>();
    private int told;

    ExploredSlots(List<Race> races, List<Model> models) {
        for (Race race : races) {
            for (Model model : models) {
                slots.put(new Key(race.name(), model), new Slot(race, model, null, null));
            }
        }
    }

    /** Takes an exploration, and tells whether it was asked for. */
    boolean put(Exploration found) {
        return slots.computeIfPresent(Key.of(found), (key, slot) -> new Slot(slot.race(), slot.model(), found, null))
                != null;
    }

    void fail(Race race, Model model, String why) {
        slots.put(new Key(race.name(), model), new Slot(race, model, null, why));
    }

    /** What is to be explored: each race under the models that are open. */
    List<SweepJob> open() {
        Map<String, List<Slot>> byRace = new LinkedHashMap<>();
        slots.values().stream()
                .filter(Slot::isOpen)
                .forEach(slot -> byRace.computeIfAbsent(slot.race().name(), key -> new ArrayList<>())
                        .add(slot));
        return byRace.values().stream()
                .map(some -> new SweepJob(
                        some.get(0).race(), some.stream().map(Slot::model).toList()))
                .toList();
    }

    /** Tells what has not been told: in order, up to the first that is open, or all that is not. */
    void tell(boolean all, Consumer<Slot> teller) {
        List<Slot> list = List.copyOf(slots.values());
        while (told < list.size() && (all || !list.get(told).isOpen())) {
            if (!list.get(told).isOpen()) {
                teller.accept(list.get(told));
            }
            told++;
        }
    }

    /** Those that were explored, in order. */
    List<Exploration> found() {
        return slots.values().stream()
                .map(Slot::found)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }

    long failed() {
        return slots.values().stream().filter(slot -> slot.failed() != null).count();
    }

    int size() {
        return slots.size();
    }
}
