#!/usr/bin/env bash
# Races the suites as a job array of Slurm, and adds up the shards in a job that waits for the array.
#
#   RACEWALK="java -jar /shared/racewalk.jar" submit.sh [--wait] SHARDS FOLDER [OPTIONS OF run]
#
# FOLDER must be new, and on a file system that all nodes share. With --wait it ends when all is over, with the status of the
# verdict: 0 nothing is wrong, 1 something is, 3 nobody can tell. Else it prints the numbers of the two jobs. Options of sbatch
# (--partition, --account, --time) come from the environment, as SBATCH_PARTITION and so on.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

fail() {
    printf 'submit.sh: %s\n' "$*" >&2
    exit 2
}

wait=()
if [[ ${1:-} == --wait ]]; then
    wait=(--wait)
    shift
fi
(($# >= 2)) || fail "needs SHARDS and FOLDER"
shards=$1
[[ $shards =~ ^[1-9][0-9]{0,3}$ ]] || fail "SHARDS $shards: must be 1..9999"
[[ -n ${RACEWALK:-} ]] || fail 'RACEWALK is not set; must be how the program is called, as "java -jar /shared/racewalk.jar"'
mkdir -p "$(dirname "$2")"
mkdir "$2" || fail "FOLDER $2: must be new"
RACEWALK_FOLDER=$(cd "$2" && pwd)
export RACEWALK RACEWALK_FOLDER
shift 2

array=$(sbatch --parsable --array="1-$shards" --output="$RACEWALK_FOLDER/shard-%a.log" "$here/race.sbatch" "$@")
printf 'Races: job %s\n' "${array%%;*}"
status=0
merge=$(sbatch --parsable "${wait[@]}" --dependency="afterany:${array%%;*}" --output="$RACEWALK_FOLDER/merge.log" \
    "$here/merge.sbatch" "$shards") || status=$?
printf 'Verdict: job %s, %s\n' "${merge%%;*}" "$RACEWALK_FOLDER/merge.log"
exit "$status"
