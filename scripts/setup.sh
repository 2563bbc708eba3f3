#!/usr/bin/env bash
# Make .venv with exactly the versions of requirements.lock, and this project in it (editable).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/system.sh

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
  local candidate
  for candidate in "${PYTHON:-python3}" python3.11 python3.12 python3.13 /usr/bin/python3; do
    if command -v "$candidate" >/dev/null && new_enough "$candidate"; then echo "$candidate"; return; fi
  done
  return 1
}

python=$(find_python) || apt_install python3 && python=$(find_python) ||
  stop_with_command "Python 3.11 or newer" \
    "$(command_for_this_system "python3 python3-venv" python3 python python@3.12)"

# Debian keeps venv and pip apart from python3
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
  apt_install python3-venv || true
  "$python" -c 'import venv, ensurepip' 2>/dev/null ||
    stop_with_command "python3-venv" "$(command_for_this_system python3-venv python3 python python)"
fi

[ -x .venv/bin/python ] && new_enough .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1 ||
  "$python" -m venv --clear .venv
echo "Installing the locked Python packages into .venv" >&2
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
# setuptools comes from the lock, so nothing unlocked is fetched to build the project itself
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
touch .venv/.ready
