#!/usr/bin/env bash
# Locks requirements/*.in with hashes, for every platform and every Python from 3.11 on.
# Usage: scripts/lock.sh [--upgrade]
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for kind in runtime dev; do
    # Starting from the present lock keeps versions where they are, unless --upgrade is asked for.
    [ -f "requirements/$kind.txt" ] && cp "requirements/$kind.txt" "$work/$kind.before"
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-annotate --no-emit-index-url --no-emit-find-links \
        --custom-compile-command 'make lock' "$@" \
        --output-file "requirements/$kind.txt" "requirements/$kind.in"
    # A lock made behind a mirror or a local folder must not send others there.
    if grep -nE '://|^--|@ file' "requirements/$kind.txt" >&2; then
        echo "requirements/$kind.txt names a host or an option; it is left as it was." >&2
        if [ -f "$work/$kind.before" ]; then
            cp "$work/$kind.before" "requirements/$kind.txt"
        else
            rm "requirements/$kind.txt"
        fi
        exit 1
    fi
done
