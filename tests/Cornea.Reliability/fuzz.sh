#!/usr/bin/env bash
# Coverage-guided fuzzing of a format: fuzz.sh FORMAT SECONDS FOLDER. Needs afl-fuzz (Debian: afl++) and sharpfuzz (dotnet tool install
# SharpFuzz.CommandLine). Crashes lie in FOLDER/out/default/crashes; what is mended goes to tests/fixtures/malformed/FORMAT.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ $# -eq 3 ] || { echo "fuzz.sh FORMAT SECONDS FOLDER" >&2; exit 2; }
format=$1 seconds=$2 folder=$3
mkdir -p "$folder"
if [ ! -d "$folder/program" ]; then
    dotnet build tests/Cornea.Reliability -c Release --nologo -v q
    cp -r tests/Cornea.Reliability/bin/Release/net10.0 "$folder/program"
    sharpfuzz "$folder/program/Cornea.dll"
fi
# The seeds are read from the checkout; the instrumented program runs anywhere.
tests/Cornea.Reliability/bin/Release/net10.0/Cornea.Reliability seeds "$format" "$folder/seeds"
AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_UI=1 AFL_NO_AFFINITY=1 \
    afl-fuzz -V "$seconds" -i "$folder/seeds" -o "$folder/out" -t 5000 -m none -- "$folder/program/Cornea.Reliability" fuzz "$format"
grep -E "^(run_time|execs_done|execs_per_sec|corpus_count|saved_crashes|saved_hangs|bitmap_cvg)" "$folder/out/default/fuzzer_stats"
