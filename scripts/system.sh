#!/usr/bin/env bash
# Debian packages, installed only where apt-get and the right to use it are at hand.
# Sourced by the other scripts. Exit code 4 is the one of `sohoa` for a missing engine.

EXIT_MISSING=4

# What to type on this system for the packages named $1 (Debian), $2 (dnf), $3 (pacman) and $4 (brew).
command_for_this_system() {
  local debian=$1 dnf=$2 pacman=$3 brew=$4 as_root=""
  [ "$(id -u)" = 0 ] || as_root="sudo "
  if command -v apt-get >/dev/null; then echo "${as_root}apt-get install $debian"
  elif command -v dnf >/dev/null; then echo "${as_root}dnf install $dnf"
  elif command -v pacman >/dev/null; then echo "${as_root}pacman -S $pacman"
  elif command -v brew >/dev/null; then echo "brew install $brew"
  else echo "(your package manager) install $debian"; fi
}

stop_with_command() {
  echo "Missing: $1. Install it with this line, then run make again:" >&2
  echo "Còn thiếu: $1. Hãy cài bằng dòng sau rồi chạy lại make:" >&2
  echo "    $2" >&2
  exit "$EXIT_MISSING"
}

# Run as root: directly, or through sudo; without a terminal sudo must not ask for a password.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif ! command -v sudo >/dev/null; then return 1
  elif [ -t 0 ]; then sudo "$@"
  else sudo -n "$@"; fi
}

apt_install() {
  command -v apt-get >/dev/null || return 1
  echo "Installing $*" >&2
  # The first try costs nothing where the package lists are there; a bare image has none.
  DEBIAN_FRONTEND=noninteractive as_root apt-get install -qq -y --no-install-recommends "$@" >&2 ||
    { as_root apt-get update -qq >&2 &&
      DEBIAN_FRONTEND=noninteractive as_root apt-get install -qq -y --no-install-recommends "$@" >&2; }
}
