#!/usr/bin/env bash
# Make sure that Tesseract and its Vietnamese data are there; takes 20 ms when they are.
set -euo pipefail
. "$(dirname "$0")/system.sh"

has_vietnamese() { command -v tesseract >/dev/null && tesseract --list-langs 2>/dev/null | grep -qx vie; }

has_vietnamese && exit 0
# osd finds pages that lie on their side or head
apt_install tesseract-ocr tesseract-ocr-vie tesseract-ocr-osd || true
has_vietnamese && exit 0
stop_with_command "Tesseract, Vietnamese (vie)" "$(command_for_this_system \
  "tesseract-ocr tesseract-ocr-vie tesseract-ocr-osd" \
  "tesseract tesseract-langpack-vie tesseract-osd" \
  "tesseract tesseract-data-vie tesseract-data-osd" \
  "tesseract tesseract-lang")"
