#!/usr/bin/env bash
# Install what we are compared with, then compare: benchmarks/compare.sh [FOLDER of scans with truth]
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/system.sh

for pair in gs:ghostscript unpaper:unpaper; do
  command -v "${pair%%:*}" >/dev/null || apt_install "${pair##*:}" ||
    stop_with_command "${pair##*:}" "$(command_for_this_system "${pair##*:}" "${pair##*:}" "${pair##*:}" "${pair##*:}")"
done

peers=out/bench/venv
mkdir -p out/bench
if [ ! -e $peers/.ready ] || [ benchmarks/requirements.txt -nt $peers/.ready ]; then
  echo "Installing OCRmyPDF and kreuzberg into $peers" >&2
  .venv/bin/python -m venv --clear $peers
  $peers/bin/python -m pip install --quiet --disable-pip-version-check -r benchmarks/requirements.txt
  touch $peers/.ready
fi

exec .venv/bin/python -m benchmarks.compare "${1:-samples/scans}" --peers $peers/bin "${@:2}"
