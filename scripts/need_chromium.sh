#!/usr/bin/env bash
# One test opens the HTML report of `sohoa eval` in a real browser; nothing else needs it.
set -euo pipefail
. "$(dirname "$0")/system.sh"

has_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null; }

has_chromium && exit 0
apt_install chromium || true
has_chromium && exit 0
stop_with_command "Chromium" "$(command_for_this_system chromium chromium chromium chromium)"
