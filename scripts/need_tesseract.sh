#!/usr/bin/env bash
# Make sure that Tesseract and its Vietnamese data are there; takes 20 ms when they are.
set -euo pipefail
. "$(dirname "$0")/system.sh"

has_vietnamese() { command -v tesseract >/dev/null && tesseract --list-langs 2>/dev/null | grep -qx vie; }

has_vietnamese && exit 0
apt_install tesseract-ocr tesseract-ocr-vie || true
has_vietnamese && exit 0
stop_with_command "Tesseract, Vietnamese (vie)" "$(command_for_this_system \
  "tesseract-ocr tesseract-ocr-vie" \
  "tesseract tesseract-langpack-vie" \
  "tesseract tesseract-data-vie" \
  "tesseract tesseract-lang")"
