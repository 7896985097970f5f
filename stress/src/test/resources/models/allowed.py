"""Works out what sc, tso and weak allow of small litmus tests; README.md says how. Shares no code with the explorer."""

import os
import subprocess
import sys
import tempfile

HERD = os.environ.get("HERD7", "herd7")
LIB = os.environ.get("HERDLIB")
SECONDS = 20  # for one test
GARBAGE = 0x600000BADBAD0001
NOT_DONE = -7  # what a register of herd7's holds if its operation was not due
SMALL_GARBAGE = 99999  # stands for GARBAGE in herd7
ORDER = {"p": "relaxed", "o": "relaxed", "a": "acquire", "r": "release", "v": "seq_cst"}


class Operation:
    def __init__(self, text):
        words = text.split()
        self.guard = None
        if words[0].startswith("?"):
            self.guard = tuple(int(part) for part in words.pop(0)[1:].split("="))
        self.kind = words[0]
        self.value = self.expected = 0
        if self.kind in "KTU":
            self.word = "l" + words[1]
            self.mode = words[2] if len(words) > 2 else "r" if self.kind == "U" else "a"
        elif self.kind == "N":
            self.word, self.mode = "account", words[1]
        else:
            self.mode, self.word = words[1:3]
            if self.kind in "SA":
                self.value = int(words[3])
            elif self.kind == "C":
                self.expected, self.value = int(words[3]), int(words[4])
        self.has_result = self.kind in "LCAT"
        self.is_locked = self.kind in "CAKTN" or self.kind == "S" and self.mode == "v"

    def is_due(self, results):
        return self.guard is None or self.guard[0] < len(results) and results[self.guard[0]] == self.guard[1]


def parse(test):
    return [[Operation(text.strip()) for text in thread.split(",")] for thread in test.split("|")[1:]]


def end(threads, results, memory):
    words = {operation.word for thread in threads for operation in thread if operation.kind in "LSCA"}
    parts = [f"{t}:{i}={value}" for t, own in enumerate(results) for i, value in enumerate(own)]
    return " ".join(parts + [f"[{w}]={memory.get(w, 0)}" for w in sorted(words, key=lambda w: ("xyzw".find(w[0]), w))])


def apply(operation, memory):
    """Makes an access to memory, and returns its result; memory is changed."""
    word, old = operation.word, memory.get(operation.word, 0)
    if operation.kind in "SU":
        memory[word] = operation.value
    elif operation.kind == "C":
        if old == operation.expected:
            memory[word] = operation.value
        return int(old == operation.expected)
    elif operation.kind == "A":
        memory[word] = old & operation.value
    elif operation.kind in "KT":
        memory[word] = 1
        return int(old == 0)
    elif operation.kind == "N":
        if old == 0:
            memory["f0"] = memory["f1"] = 0
        memory[word] = old + 1
    return old


def replaced(parts, index, part):
    return parts[:index] + (part,) + parts[index + 1 :]


def interleaved(threads, buffered):
    """The end states of all interleavings, with store buffers or without."""
    nothing = tuple(() for _ in threads)
    states = [(tuple(0 for _ in threads), nothing, nothing, ())]
    known, ends = set(states), set()
    while states:
        places, results, buffers, words = states.pop()
        following = []
        for t, thread in enumerate(threads):
            memory = dict(words)
            if buffers[t]:
                word, value = buffers[t][0]
                flushed = {**memory, word: value}
                following.append((places, results, replaced(buffers, t, buffers[t][1:]), flushed))
            if places[t] == len(thread):
                continue
            operation, after = thread[places[t]], replaced(places, t, places[t] + 1)
            if not operation.is_due(results[t]):
                following.append((after, results, buffers, memory))
            elif operation.is_locked and buffers[t] or operation.kind == "K" and memory.get(operation.word, 0):
                continue
            elif buffered and operation.kind in "SU" and not operation.is_locked:
                longer = buffers[t] + ((operation.word, operation.value),)
                following.append((after, results, replaced(buffers, t, longer), memory))
            else:
                result = apply(operation, memory)
                if operation.kind == "L":
                    result = dict(buffers[t]).get(operation.word, result)  # the youngest
                had = results[t] + ((result,) if operation.has_result else ())
                following.append((after, replaced(results, t, had), buffers, memory))
        if all(place == len(thread) for place, thread in zip(places, threads)) and not any(buffers):
            ends.add(end(threads, results, dict(words)))
        for a, b, c, memory in following:
            state = (a, b, c, tuple(sorted(memory.items())))
            if state not in known:
                known.add(state)
                states.append(state)
    return ends


def statements(thread, t, number, operation):
    """An operation in C; its result goes to a register."""
    register, order = f"r{number}", "memory_order_" + ORDER[operation.mode]
    if operation.kind == "L":
        return [f"{register} = atomic_load_explicit({operation.word}, {order});"]
    if operation.kind in "SU":
        return [f"atomic_store_explicit({operation.word}, {operation.value}, {order});"]
    if operation.kind == "A":
        return [f"{register} = atomic_fetch_and_explicit({operation.word}, {operation.value}, {order});"]
    if operation.kind == "N":
        zeros = " ".join(f"atomic_store_explicit({word}, 0, memory_order_relaxed);" for word in ("f0", "f1"))
        return [f"{register} = atomic_fetch_add_explicit(account, 1, {order});", f"if ({register} == 0) {{ {zeros} }}"]
    value = operation.value if operation.kind == "C" else 1
    keeps = operation.kind == "C" and operation.mode in "av"
    failed = order if keeps else "memory_order_relaxed"
    call = f"atomic_compare_exchange_strong_explicit({operation.word}, e{t}{number}, {value}, {order}, {failed})"
    return [f"*e{t}{number} = {operation.expected};", f"{register} = {call};"]


def program(threads):
    """A test as herd7 reads it."""
    words = {operation.word for thread in threads for operation in thread}
    words = sorted(words | ({"f0", "f1"} if "account" in words else set()))
    text = "C test\n{ " + "".join(f"[{w}]={SMALL_GARBAGE if w[0] == 'f' else 0}; " for w in words) + "}\n"
    registers, filters = [], []
    for t, thread in enumerate(threads):
        arguments, body, results = [f"atomic_int* {word}" for word in words], [], []
        shifts = False
        for number, operation in enumerate(thread):
            code = statements(thread, t, number, operation)
            if operation.guard is not None:
                index, value = operation.guard
                code = [f"if ({results[index]} == {value}) {{"] + code + ["}"]
                shifts = shifts or operation.has_result
            if operation.kind in "CKT":
                arguments.append(f"int* e{t}{number}")
            if operation.kind not in "SU":
                registers.append(f"{t}:r{number}")
                body.insert(0, f"int r{number} = {NOT_DONE};")
            if operation.kind == "K":
                filters.append(f"({t}:r{number}=1 \\/ {t}:r{number}={NOT_DONE})")
            if operation.has_result and not shifts:
                results.append(f"r{number}")
            body += code
        text += f"P{t}({', '.join(arguments)}) {{\n  " + "\n  ".join(body) + "\n}\n"
    text += "locations [" + "; ".join(words + registers) + "]\n"
    if filters:
        text += "filter (" + " /\\ ".join(filters) + ")\n"
    return text + "exists (true)\n"


def model_file(folder):
    """RC11 with the release sequences of C++20."""
    if LIB is None:
        sys.exit("HERDLIB must name the folder with herd7's rc11.cat")
    with open(os.path.join(LIB, "rc11.cat")) as original:
        lines = original.read().split("\n")
    at = [i for i, line in enumerate(lines) if line.startswith("let rs = ")]
    lines[at[0]] = "let rs = [W & (RLX | REL | ACQ_REL | ACQ | SC)]; (rf; myrmw)*"
    path = os.path.join(folder, "rc11-cpp20.cat")
    with open(path, "w") as changed:
        changed.write("\n".join(lines))
    return path


def judged(threads):
    """The end states that herd7 allows under RC11; None if it takes too long."""
    with tempfile.TemporaryDirectory() as folder:
        model, path = model_file(folder), os.path.join(folder, "test.litmus")
        with open(path, "w") as file:
            file.write(program(threads))
        command = [HERD, "-set-libdir", LIB, "-model", model, path]
        try:
            answer = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return None
    lines = answer.stdout.split("\n")
    starts = [i for i, line in enumerate(lines) if line.startswith("States ")]
    if not starts or answer.stderr or "Flag" in answer.stdout:
        sys.exit(program(threads) + answer.stdout + answer.stderr)
    ends = set()
    for line in lines[starts[0] + 1 : starts[0] + 1 + int(lines[starts[0]].split()[1])]:
        state = {}
        for part in filter(None, (part.strip() for part in line.split(";"))):
            name, value = part.rsplit("=", 1)
            state[name.strip("[]")] = GARBAGE if int(value) == SMALL_GARBAGE else int(value)
        results = []
        for t, thread in enumerate(threads):
            made = [state[f"{t}:r{i}"] for i, operation in enumerate(thread) if operation.has_result]
            results.append([value for value in made if value != NOT_DONE])
        ends.add(end(threads, results, state))
    return ends


def allowed(model, test):
    threads = parse(test)
    return judged(threads) if model == "weak" else interleaved(threads, model == "tso")


def read(path):
    tests, last = {}, set()
    with open(path) as file:
        for line in file.read().split("\n"):
            if line.startswith(" "):
                last.add(line.strip())
            elif line.strip():
                last = tests.setdefault(line, set())
    return tests


def write(folder):
    tests = list(read(os.path.join(folder, "sc.txt")))
    for model in ("sc", "tso", "weak"):
        text = ""
        for test in tests:
            ends = allowed(model, test)
            if ends is None:
                sys.exit(f"{test}: herd7 took more than {SECONDS} s")
            text += f"{test}\n" + "".join(f"    {end_state}\n" for end_state in sorted(ends))
        with open(os.path.join(folder, model + ".txt"), "w") as file:
            file.write(text)


def check(folder, models):
    wrong = 0
    for model in models:
        tests = read(os.path.join(folder, model + ".txt"))
        found = {test: allowed(model, test) for test in tests}
        late = [test for test in tests if found[test] is None]
        differ = [test for test in tests if found[test] not in (None, tests[test])]
        wrong += len(differ)
        print(f"{model}: {len(tests)} tests, {len(differ)} differ, {len(late)} took more than {SECONDS} s", *differ)
    return 1 if wrong else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["check"] and len(sys.argv) > 3:
        sys.exit(check(sys.argv[2], sys.argv[3:]))
    if sys.argv[1:2] != ["write"] or len(sys.argv) != 3:
        sys.exit("usage: allowed.py write FOLDER | allowed.py check FOLDER MODEL...")
    write(sys.argv[2])
