#!/usr/bin/env bash
# The samples are set in Tinos, which has every Vietnamese letter; only `make samples` needs it.
set -euo pipefail
. "$(dirname "$0")/system.sh"

has_tinos() { ls /usr/share/fonts/truetype/croscore/Tinos-Regular.ttf >/dev/null 2>&1; }

has_tinos && exit 0
apt_install fonts-croscore || true
has_tinos && exit 0
stop_with_command "Tinos (fonts-croscore)" "$(command_for_this_system \
  fonts-croscore google-tinos-fonts ttf-croscore font-tinos)"
