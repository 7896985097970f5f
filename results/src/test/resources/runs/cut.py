"""Cuts a run short: python3 cut.py SIGNAL FOLDER java ARGS..., as in python3 cut.py INT interrupted java -jar ..."""
import os, signal, subprocess, sys, time
sig, folder, command = sys.argv[1], sys.argv[2], sys.argv[3:]
def first():
    signal.signal(signal.SIGINT, signal.SIG_DFL)
run = subprocess.Popen(command, preexec_fn=first, start_new_session=True)
forks = folder + "/forks.jsonl"
end = time.time() + 60
while time.time() < end and not (os.path.exists(forks) and open(forks).read().count("\n") >= 8):
    time.sleep(0.05)
os.kill(run.pid, getattr(signal, "SIG" + sig))
print("status", run.wait())
try:
    os.killpg(run.pid, signal.SIGKILL)
except ProcessLookupError:
    pass
