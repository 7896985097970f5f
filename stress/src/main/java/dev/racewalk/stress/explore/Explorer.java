package dev.racewalk.stress.explore;

import dev.racewalk.stress.explore.litmus.AccessLog;
import dev.racewalk.stress.explore.litmus.LitmusBuilder;
import dev.racewalk.stress.explore.litmus.LitmusFormat;
import dev.racewalk.stress.explore.litmus.LitmusTest;
import dev.racewalk.stress.explore.model.DataRaces;
import dev.racewalk.stress.explore.model.MemoryModels;
import dev.racewalk.stress.explore.search.Engine;
import dev.racewalk.stress.explore.search.Enumerator;
import dev.racewalk.stress.explore.search.Enumerators;
import dev.racewalk.stress.explore.search.Sampler;
import dev.racewalk.stress.explore.search.Schedule;
import dev.racewalk.stress.explore.search.Shortener;
import dev.racewalk.stress.jcstress.RaceMethods;
import dev.racewalk.stress.machine.Caught;
import dev.racewalk.stress.machine.OwnTable;
import dev.racewalk.stress.machine.UnfitRaceException;
import dev.racewalk.stress.own.ClassPath;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Interleaving;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.RaceCode;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Explores one race under one memory model: if it has cases, one after the other.
 *
 * <p>Context: one explorer at a time in a JVM, and no other race meanwhile: it changes what machines are made of.
 */
public final class Explorer implements AutoCloseable {
    private static final int MOST_SWITCHES_OF_A_SHORT_SCHEDULE = 6;

    /** The outcome of an execution in which each thread waits for a lock that another one holds. */
    public static final String NOBODY = "no thread can go on";

    /** The outcome of an execution in which a thread waits for what nobody will change. */
    public static final String FOR_EVER = "livelock";

    /** So many samples come before the search: bugs that need several switches are found sooner by them. */
    private static final long FIRST_SAMPLES = 200;

    /** Executions of each case that is only tried. */
    private static final long TRIALS = 50;

    private static final int MOST_DATA_RACES = 16;
    private static final long EXECUTIONS_TO_SHORTEN = 20_000;
    private static final int SWITCHES_OF_EXAMPLES = 3;
    private static final int EXECUTIONS_FOR_FEWER_STEPS = 2_000;
    private static final Duration TIME_TO_SHORTEN = Duration.ofSeconds(5);

    /** Rows of a trace, if enough of them can be folded: a line each, beside the header, and one on those that are left out. */
    private static final int MOST_LINES = 38;

    /** For shortening and naming what is found at the very end of the time. */
    private static final Duration LEAST_TO_SHORTEN = Duration.ofMillis(500);

    /** The search leaves so much of the time to samples: a part of it, and never more than a few seconds. */
    private static final int PART_FOR_SAMPLES = 5;

    private static final Duration MOST_FOR_SAMPLES = Duration.ofSeconds(2);

    private final Race race;
    private final Model model;
    private final Bounds bounds;
    private final Protocol protocol;
    private final Engine engine;
    private ExploredParts parts;
    private final RaceCode handles;
    private final DataRaces dataRaces;

    /** This one's, or a slow one for a trace. */
    private volatile Engine atWork;

    private volatile boolean givenUp;

    /** How to come to where the execution is that is being made. */
    private volatile @Nullable Supplier<Schedule> way;

    /** An execution that races for a frame or a word, for the first few of these. */
    private final Map<DataRaces.Raced, Schedule> racing = new LinkedHashMap<>();

    private final Map<String, Long> outcomes = new TreeMap<>();

    /** How to come to each of them. */
    private final Map<String, Schedule> witnesses = new HashMap<>();

    /** Which outcomes are wrong: there are few, and an execution ends often. */
    private final Map<String, Boolean> verdicts = new HashMap<>();

    private Enumerator search = Enumerators.of(MemoryModels.of(Model.SC), true, 1, Integer.MAX_VALUE);
    private String lastOutcome = "";
    private long executions;
    private long redundant;
    private long sampled;

    /** When the search must be over, and when all must, samples included. */
    private long deadline;

    private long end;

    /** Which case of the race is explored, and what it is called; null if it has no cases. */
    private int caseNumber;

    private @Nullable String caseName;

    /** A wrong end state that was reached. */
    private record Wrong(Schedule schedule, int switches) {}

    /**
     * Prepares an exploration.
     *
     * @param race what to explore
     * @param model memory model
     * @param bounds how far to go
     * @param protocol that the machines of this JVM follow
     * @throws IllegalStateException if this JVM has used core's memory before: see {@link EngineHook}
     */
    public Explorer(Race race, Model model, Bounds bounds, Protocol protocol) {
        this(race, methods(race), model, bounds, protocol);
    }

    /**
     * Prepares an exploration of a race that need not be one of jcstress.
     *
     * @param race what to explore
     * @param code what is run of it
     * @param model memory model
     * @param bounds how far to go
     * @param protocol that the machines of this JVM follow
     * @throws IllegalStateException if this JVM has used core's memory before: see {@link EngineHook}
     */
    public Explorer(Race race, RaceCode code, Model model, Bounds bounds, Protocol protocol) {
        EngineHook.install();
        this.race = race;
        this.model = model;
        this.bounds = bounds;
        this.protocol = protocol;
        handles = code;
        engine = new Engine(MemoryModels.of(model), handles.actorNames().size());
        atWork = engine;
        dataRaces = new DataRaces(handles.actorNames().size(), false);
        if (model == Model.SC) {
            engine.watch(dataRaces);
        }
        parts = new ExploredParts(engine, 0);
    }

    private static RaceCode methods(Race race) {
        EngineHook.install(); // before the class of the race touches memory
        try {
            return new RaceMethods(
                    Class.forName(race.binaryName(), true, ClassPath.inUse().loader()), race.actors());
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("race " + race.name() + " is not on the class path", e);
        }
    }

    /**
     * Explores until all is tried, something is wrong, or a bound is reached; in the latter case samples as well.
     *
     * @return what was found
     * @throws NotExploredException if the race cannot be explored: an actor fails, or waits for something that is no step, say, or
     *     the race does not go the same way each time. This explorer is of no use then
     */
    public Exploration explore() {
        return explored(this::exploreAll);
    }

    /**
     * Runs each case of the race in some ways, whatever they end in: to find out whether it fits a table of the user's.
     *
     * @return skipped if no case has a setup that fits, or another does not fit; else without outcomes, and not complete
     * @throws NotExploredException as {@link #explore} throws it
     */
    public Exploration tryOut() {
        return explored(this::tryAll);
    }

    private Exploration explored(Supplier<Exploration> all) {
        OwnTable.begin();
        Exploration found = null;
        try {
            found = watched(all);
        } catch (UnfitRaceException | IllegalStateException e) {
            if (OwnTable.whyUnfit(false) == null) {
                throw e;
            }
        }
        if (found != null && found.wasSkipped()) {
            return found;
        }
        String unfit = OwnTable.whyUnfit(found != null);
        return unfit == null ? Objects.requireNonNull(found) : Exploration.skipped(race.name(), model, protocol, unfit);
    }

    private <T> T watched(Supplier<T> work) {
        use(parts, engine);
        boolean over = false;
        try {
            T result = Watch.over(() -> atWork, handles.actorNames(), work);
            over = true;
            return result;
        } catch (IllegalStateException | IllegalArgumentException e) {
            Supplier<Schedule> schedule = way;
            if (schedule == null && e.getCause() instanceof ActorFailure) {
                throw new NotExploredException(e, caseName, "");
            }
            if (schedule == null) {
                throw e;
            }
            BitSet words = parts.watched().words();
            throw new NotExploredException(
                    e, caseName, schedule.get().withWords(words).toString());
        } finally {
            givenUp = !over; // a thread that stays behind must not meddle with what comes next
            ExploredParts.substitute(null);
        }
    }

    private void use(ExploredParts others, Engine of) {
        if (!givenUp) {
            atWork = of;
            ExploredParts.substitute(others);
        }
    }

    private Exploration exploreAll() {
        long start = System.nanoTime();
        CaseSums sums = new CaseSums(race, protocol);
        List<String> cases = cases();
        for (int i = 0; i < Math.max(1, cases.size()) && !sums.isWrong(); i++) {
            choose(i, cases.isEmpty() ? null : cases.get(i));
            end = start + bounds.time().toNanos();
            deadline = end - Math.min(bounds.time().toNanos() / PART_FOR_SAMPLES, MOST_FOR_SAMPLES.toNanos());
            try {
                sums.add(caseName, exploreCase());
            } catch (UnfitRaceException e) {
                sums.skip(OwnTable.forgetUnfit(e));
            }
        }
        return sums.sum(model, (System.nanoTime() - start) / 1e9);
    }

    /** The names of the race's cases; none if it has no cases. */
    private List<String> cases() {
        use(parts, engine);
        try {
            newSample();
        } catch (UnfitRaceException e) {
            OwnTable.forgetUnfit(e); // another case may fit
        }
        return parts.cases();
    }

    /** Has samples made of one case from now on, of which nothing is known yet. */
    private void choose(int number, @Nullable String name) {
        caseNumber = number;
        caseName = name;
        parts = new ExploredParts(engine, number);
        use(parts, engine);
        racing.clear();
        outcomes.clear();
        witnesses.clear();
        executions = 0;
        redundant = 0;
        sampled = 0;
    }

    private Exploration tryAll() {
        List<String> cases = cases();
        long all = 0;
        String unfit = null;
        for (int i = 0; i < Math.max(1, cases.size()); i++) {
            choose(i, cases.isEmpty() ? null : cases.get(i));
            try {
                tryCase();
                all += executions;
            } catch (UnfitRaceException e) {
                if (!OwnTable.isUnfitBySetup()) {
                    throw e;
                }
                unfit = OwnTable.forgetUnfit(e);
            }
        }
        if (all == 0 && unfit != null) {
            return Exploration.skipped(race.name(), model, protocol, unfit);
        }
        return Exploration.tried(race.name(), model, protocol, all);
    }

    private void tryCase() {
        Sampler sampler = new Sampler(bounds.seed(), bounds.steps());
        way = sampler::schedule;
        for (int i = 0; i < TRIALS; i++) {
            sampler.next();
            execute(sampler);
            parts.watched().watchFound();
        }
    }

    private Exploration exploreCase() {
        long start = System.nanoTime();
        String cutBy = null;
        Sampler sampler = new Sampler(bounds.seed(), bounds.steps());
        Wrong wrong = sample(sampler, Math.min(FIRST_SAMPLES, bounds.samples()));
        if (wrong == null) {
            sampled = 0;
            if (bounds.switches() == Integer.MAX_VALUE) {
                wrong = enumerate(bounds.reduce(), Integer.MAX_VALUE);
                cutBy = wrong == null ? cut() : null;
            } else {
                for (int most = 0; most <= bounds.switches() && wrong == null; most++) {
                    wrong = enumerate(false, most);
                    cutBy = wrong == null ? cut() : null;
                    if (wrong == null && (cutBy == null || System.nanoTime() - deadline > 0)) {
                        break;
                    }
                }
            }
            if (wrong == null && cutBy != null) {
                wrong = sample(sampler, bounds.samples());
            }
        }
        cutBy = wrong == null ? cutBy : "a wrong end state";
        List<OutcomeRecord> endStates = List.copyOf(race.grade(outcomes));
        long executed = executions;
        long givenUp = redundant;
        Exploration.Failure failure =
                wrong == null ? null : replay(shorten(wrong), parts.watched().words());
        return new Exploration(
                race.name(),
                model,
                protocol.fault(),
                protocol.steps(),
                protocol.table(),
                cutBy == null,
                cutBy,
                executed,
                givenUp,
                sampled,
                endStates,
                failure,
                nameDataRaces(),
                (System.nanoTime() - start) / 1e9);
    }

    private @Nullable String cut() {
        if (search.isCut()) {
            return "the bound on steps or switches";
        }
        return search.isExhausted() ? null : "the bound on executions or time";
    }

    /** Enumerates from the beginning; and again, if words turn out to be shared that were not watched. */
    private @Nullable Wrong enumerate(boolean reduce, int switches) {
        Wrong wrong;
        do {
            outcomes.clear();
            witnesses.clear();
            executions = 0;
            redundant = 0;
            search = Enumerators.of(engine.model(), reduce, bounds.steps(), switches);
            wrong = search(bounds.executions());
        } while (parts.watched().watchFound());
        return wrong;
    }

    private @Nullable Wrong search(long most) {
        for (long i = 0; i < most && search.next(); i++) {
            way = search::schedule;
            boolean over = execute(search);
            if (parts.watched().hasFound()) {
                return null;
            }
            if (over) {
                noteOutcome(search::schedule);
                noteDataRaces(search::schedule);
            }
            if (over && isWrong(lastOutcome)) {
                return new Wrong(search.schedule(), search.switches());
            }
            if (System.nanoTime() - deadline > 0) {
                return null;
            }
        }
        return null;
    }

    private @Nullable Wrong sample(Sampler sampler, long samples) {
        for (long i = 0; i < samples; i++) {
            sampler.next();
            sampled++;
            way = sampler::schedule;
            boolean over = execute(sampler);
            boolean valid = !parts.watched().watchFound();
            if (over && valid) {
                noteOutcome(sampler::schedule);
                noteDataRaces(sampler::schedule);
            }
            if (over && valid && isWrong(lastOutcome)) {
                return new Wrong(sampler.schedule(), 0);
            }
            if (System.nanoTime() - end > 0) {
                return null;
            }
        }
        return null;
    }

    /** Runs one execution; false if it was given up. */
    private boolean execute(Engine.Chooser chooser) {
        RaceCode.Sample sample = newSample();
        boolean over = run(chooser, sample);
        OwnTable.requireFit();
        if (!over) {
            if (!engine.isDeadlocked()) {
                redundant++;
                return false;
            }
            lastOutcome = engine.isLivelocked() ? FOR_EVER : NOBODY;
        } else {
            lastOutcome = outcome(sample);
            OwnTable.requireFit();
        }
        executions++;
        outcomes.merge(lastOutcome, 1L, Long::sum);
        return true;
    }

    private boolean run(Engine.Chooser chooser, RaceCode.Sample sample) {
        try {
            return engine.run(parts.locations(), chooser, actors(sample));
        } catch (IllegalStateException e) {
            if (parts.watched().hasFound()) {
                return false; // it went another way because of an access that was no step
            }
            throw e;
        }
    }

    private Runnable[] actors(RaceCode.Sample sample) {
        Runnable[] actors = new Runnable[handles.actorNames().size()];
        for (int i = 0; i < actors.length; i++) {
            int actor = i;
            actors[i] = () -> act(sample, actor);
        }
        return actors;
    }

    private void act(RaceCode.Sample sample, int actor) {
        try {
            sample.act(actor);
        } catch (RuntimeException e) {
            throw ActorFailure.of("actor " + handles.actorNames().get(actor), handles.type(), e);
        }
    }

    private String outcome(RaceCode.Sample sample) {
        try {
            return sample.outcome();
        } catch (RuntimeException e) {
            throw new IllegalStateException("the arbiter failed", ActorFailure.of("the arbiter", handles.type(), e));
        }
    }

    private RaceCode.Sample newSample() {
        try {
            return handles.newSample();
        } catch (IllegalStateException e) {
            OwnTable.requireFit();
            Throwable thrown = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(
                    "no sample can be made", ActorFailure.of("the constructor", handles.type(), thrown));
        }
    }

    /**
     * Tells whether the race forbids an outcome.
     *
     * @param outcome any
     * @return true if so
     */
    public boolean isWrong(String outcome) {
        return verdicts.computeIfAbsent(
                outcome, id -> race.grade(Map.of(id, 1L)).get(0).grade().isWrong());
    }

    /** Goes on with the search that found a wrong end state, for one of as few switches and fewer steps. */
    private Wrong withFewestSteps(Wrong found) {
        Wrong shortest = found;
        for (int i = 0; i < EXECUTIONS_FOR_FEWER_STEPS && System.nanoTime() - deadline < 0 && search.next(); i++) {
            if (execute(search) && search.steps() < shortest.schedule().steps() && isWrong(lastOutcome)) {
                shortest = new Wrong(search.schedule(), search.switches());
            }
        }
        return shortest;
    }

    /** Looks for a schedule with fewer context switches that ends wrongly too. */
    private Wrong shorten(Wrong found) {
        long now = System.nanoTime();
        long left = Math.max(LEAST_TO_SHORTEN.toNanos(), end - now);
        deadline = now + Math.min(TIME_TO_SHORTEN.toNanos(), left);
        Wrong shorter = searchShorter(found);
        Shortener shortener = new Shortener(shorter.schedule(), bounds.steps());
        deadline = Math.max(deadline, System.nanoTime() + LEAST_TO_SHORTEN.toNanos());
        while (!parts.watched().hasFound() && System.nanoTime() - deadline < 0 && shortener.next()) {
            boolean over = execute(shortener);
            if (over && !parts.watched().hasFound() && isWrong(lastOutcome)) {
                shortener.endedWrongly();
            }
        }
        return new Wrong(shortener.best(), shortener.switches());
    }

    private Wrong searchShorter(Wrong found) {
        for (int most = 0; most < Math.min(found.switches(), MOST_SWITCHES_OF_A_SHORT_SCHEDULE); most++) {
            search = Enumerators.of(engine.model(), false, bounds.steps(), most);
            Wrong shorter = search(EXECUTIONS_TO_SHORTEN);
            if (shorter != null) {
                return withFewestSteps(shorter);
            }
        }
        return found;
    }

    /**
     * Runs one schedule.
     *
     * @param name the case that a failure named, null if it named none
     * @param schedule what it said
     * @return what it leads to
     * @throws IllegalArgumentException if the race has no such case, or cannot go that way
     */
    public Exploration.Failure replay(@Nullable String name, String schedule) {
        return watched(() -> {
            choose(name);
            Schedule parsed = Schedule.parse(schedule);
            return replay(new Wrong(parsed, 0), parsed.words());
        });
    }

    /**
     * Makes a litmus test of one schedule.
     *
     * @param name the case that a failure named, null if it named none
     * @param schedule what it said
     * @param format that the test will be written in
     * @param testName of the test
     * @param remarks first lines of its comment
     * @return the test
     * @throws IllegalArgumentException if the race has no such case, or cannot go that way
     */
    public LitmusTest litmus(
            @Nullable String name, String schedule, LitmusFormat format, String testName, List<String> remarks) {
        return watched(() -> {
            choose(name);
            Schedule parsed = Schedule.parse(schedule);
            way = null; // who hands a schedule over has it
            parts.watched().watch(parsed.words());
            RaceCode.Sample sample = handles.newSample();
            LocationWords words = new LocationWords(parts.locations());
            AccessLog log = new AccessLog(parsed);
            engine.run(parts.locations(), log, actors(sample));
            return LitmusBuilder.build(testName, format, handles.actorNames().size(), log.accesses(), words, remarks);
        });
    }

    /**
     * Tells how to come to the outcome that the last exploration saw least often.
     *
     * @return a schedule; null if nothing was explored
     */
    public @Nullable ScheduleFile rarest() {
        String rarest = outcomes.entrySet().stream()
                .filter(outcome -> witnesses.containsKey(outcome.getKey()))
                .min(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("");
        Schedule witness = witnesses.get(rarest);
        return witness == null ? null : new ScheduleFile(race.name(), caseName, model, protocol, witness.toString());
    }

    /** Remembers how to come to an outcome that is new. */
    private void noteOutcome(Supplier<Schedule> schedule) {
        if (!witnesses.containsKey(lastOutcome)) {
            witnesses.put(lastOutcome, schedule.get().withWords(parts.watched().words()));
        }
    }

    private void choose(@Nullable String name) {
        List<String> cases = cases();
        int number = name == null && cases.isEmpty() ? 0 : cases.indexOf(name);
        if (number < 0) {
            throw new IllegalArgumentException("case " + name + ": must be one of " + cases);
        }
        choose(number, name);
    }

    /**
     * Runs a race without looking for something wrong, and tells for each end state the first execution that led to it: those
     * with few context switches come first. If the race has cases, it is the first.
     *
     * @return by end state; not all that there are
     * @throws NotExploredException as for {@link #explore}
     */
    public List<Exploration.Failure> examples() {
        return watched(() -> {
            List<String> cases = cases();
            choose(0, cases.isEmpty() ? null : cases.get(0));
            Map<String, Schedule> first = new TreeMap<>();
            deadline = System.nanoTime() + TIME_TO_SHORTEN.toNanos();
            for (int most = 0; most <= SWITCHES_OF_EXAMPLES; most++) {
                search = Enumerators.of(engine.model(), false, bounds.steps(), most);
                way = search::schedule;
                for (int i = 0; i < EXECUTIONS_TO_SHORTEN && search.next() && System.nanoTime() - deadline < 0; i++) {
                    if (execute(search) && !parts.watched().hasFound()) {
                        first.putIfAbsent(lastOutcome, search.schedule());
                    } else if (parts.watched().watchFound()) {
                        first.clear();
                    }
                }
            }
            return first.values().stream()
                    .map(schedule ->
                            replay(new Wrong(schedule, 0), parts.watched().words()))
                    .toList();
        });
    }

    private Exploration.Failure replay(Wrong wrong, BitSet words) {
        way = null; // who replays a schedule has it
        Schedule schedule = wrong.schedule().withWords(words);
        try (Engine slow =
                new Engine(MemoryModels.of(model), handles.actorNames().size())) {
            slow.nameSteps();
            ExploredParts slowParts = new ExploredParts(slow, caseNumber);
            slowParts.watched().watch(words);
            use(slowParts, slow);
            RaceCode.Sample sample = newSample();
            Trace trace = new Trace(
                    schedule,
                    slowParts.names(),
                    slowParts.locations(),
                    slowParts.snapshot()::take,
                    handles.actorNames());
            Caught.forget();
            boolean over = slow.run(slowParts.locations(), trace, actors(sample));
            List<String> table = slowParts.names().table();
            String outcome = over ? outcome(sample) : slow.isLivelocked() ? FOR_EVER : NOBODY;
            String violation = over ? Objects.requireNonNullElse(Caught.last(), outcome) : whyNotOver(slow);
            use(parts, engine);
            Interleaving interleaving =
                    interleaving(trace, slowParts.locations(), isWrong(outcome) ? violation : null, schedule);
            return new Exploration.Failure(
                    caseName,
                    outcome,
                    violation,
                    schedule.toString(),
                    wrong.switches(),
                    TraceText.lines(caseName, interleaving),
                    table,
                    isDrawable(interleaving, trace) ? interleaving : null);
        } finally {
            use(parts, engine);
        }
    }

    private static boolean isDrawable(Interleaving interleaving, Trace trace) {
        return interleaving.rows().size() <= Interleaving.MOST_ROWS && trace.nodes() <= Interleaving.MOST_NODES;
    }

    /** The rows of a trace, with the step where it went wrong if it did. */
    private Interleaving interleaving(Trace trace, Locations locations, @Nullable String violation, Schedule schedule) {
        WrongStep.Found found = null;
        int lost = 0;
        int tried = 0;
        if (violation != null) {
            PointOfNoReturn point =
                    new PointOfNoReturn(schedule, handles.actorNames().size(), bounds.steps(), this::endsWell);
            parts.watched().watch(schedule.words());
            lost = point.step();
            tried = point.tried();
            found = new WrongStep(trace.steps(), trace.memoryAtFirst(), locations.tops(), locations.frames())
                    .find(violation, lost);
        }
        int step = found == null ? 0 : found.step();
        int most = MOST_LINES - (caseName == null ? 0 : 1) - (found == null ? 0 : 1);
        List<TraceRow> rows = TraceRows.of(trace.steps(), trace.names(), most, step);
        Interleaving.Wrong wrong = null;
        for (int i = 0; i < rows.size() && found != null; i++) {
            if (rows.get(i).has(step)) {
                wrong = new Interleaving.Wrong(i, step, found.why(), lost, tried);
            }
        }
        return TraceRows.recorded(trace, rows, handles.actorNames(), wrong);
    }

    /** Runs an execution; whether it ends, and well. */
    private boolean endsWell(Engine.Chooser chooser) {
        try {
            return execute(chooser) && !parts.watched().hasFound() && !isWrong(lastOutcome);
        } catch (IllegalStateException | IllegalArgumentException e) {
            return false; // an actor fails
        } finally {
            parts.watched().forgetFound();
        }
    }

    /** Remembers how to come to the data races of the last execution. */
    private void noteDataRaces(Supplier<Schedule> schedule) {
        for (DataRaces.Raced raced : dataRaces.raced()) {
            DataRaces.Raced kind = raced.inFrame();
            if (racing.size() < MOST_DATA_RACES && !racing.containsKey(kind)) {
                racing.put(kind, schedule.get().withWords((BitSet)
                        parts.watched().words().clone()));
            }
        }
    }

    /** Runs the schedules that come to data races once more, with names. */
    private List<Exploration.DataRace> nameDataRaces() {
        Set<Exploration.DataRace> named = new LinkedHashSet<>();
        for (Schedule schedule : racing.values()) {
            try (Engine slow =
                    new Engine(MemoryModels.of(model), handles.actorNames().size())) {
                DataRaces races = new DataRaces(handles.actorNames().size(), true);
                slow.watch(races);
                slow.nameSteps();
                ExploredParts slowParts = new ExploredParts(slow, caseNumber);
                slowParts.watched().watch(schedule.words());
                use(slowParts, slow);
                RaceCode.Sample sample = newSample();
                slow.run(slowParts.locations(), schedule.fromStart(), actors(sample));
                for (DataRaces.Pair pair : races.pairs()) {
                    String place = slowParts.names().location(pair.location());
                    named.add(new Exploration.DataRace(
                            inWords(pair.earlierActor(), pair.earlier()),
                            inWords(pair.laterActor(), pair.later()),
                            place,
                            !handles.breakContract() && !pair.isPermitted()));
                }
            } finally {
                use(parts, engine);
            }
        }
        return oneForEachPairOfSteps(named);
    }

    private String inWords(int actor, DataRaces.Access access) {
        return handles.actorNames().get(actor) + ", " + access;
    }

    private static List<Exploration.DataRace> oneForEachPairOfSteps(Set<Exploration.DataRace> races) {
        Map<List<String>, Exploration.DataRace> first = new LinkedHashMap<>();
        races.forEach(race -> first.putIfAbsent(List.of(race.earlier(), race.later()), race));
        return List.copyOf(first.values());
    }

    private static String whyNotOver(Engine stopped) {
        return stopped.isLivelocked()
                ? "a thread keeps retrying, and no other thread will change what it waits for"
                : "each thread waits for a lock that another one holds";
    }

    @Override
    public void close() {
        engine.close();
    }
}
