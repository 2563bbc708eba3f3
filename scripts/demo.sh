#!/usr/bin/env bash
# Digitize the sample conclusion 05-KL/TU and show the Markdown.
set -euo pipefail
cd "$(dirname "$0")/.."
scan=samples/scans/05-kl-tu.pdf
out=out/demo

mkdir -p "$out"
.venv/bin/sohoa convert "$scan" -o "$out/" --format md --format json --force
cat "$out/05-kl-tu.md"
{
  echo
  echo "That was $scan, seven scanned pages. Its headings:"
  grep -E '^#+ ' "$out/05-kl-tu.md" | cut -c 1-100 | sed 's/^/    /'
  echo "Markdown: $out/05-kl-tu.md    every line, word box and correction: $out/05-kl-tu.json"
  echo "Yours:    .venv/bin/sohoa convert YOUR-SCAN.pdf -o result.md"
} >&2
