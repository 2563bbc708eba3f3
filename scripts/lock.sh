#!/usr/bin/env bash
# Renew requirements.lock from pyproject.toml (run it as `make lock`): versions and hashes, no address of any package index,
# so that the file is the same whichever mirror it was made with. `scripts/lock.sh --upgrade` takes the newest versions.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3.11}" -m venv "$work/venv"      # the oldest Python that we support decides
python=$work/venv/bin/python
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'pip-tools>=7.4'
"$python" - > "$work/dev.in" <<'PY'
import tomllib
with open("pyproject.toml", "rb") as file:
    print(*tomllib.load(file)["dependency-groups"]["dev"], sep="\n")
PY
"$work/venv/bin/pip-compile" --quiet "$@" --strip-extras --allow-unsafe --generate-hashes --no-header \
  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options \
  --output-file requirements.lock pyproject.toml "$work/dev.in"
sed -i.orig "s#-r $work/dev.in#dev (pyproject.toml)#" requirements.lock && rm requirements.lock.orig
