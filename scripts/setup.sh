#!/usr/bin/env bash
# Makes this checkout ready to run: system packages, .venv, Python packages.
# Usage: scripts/setup.sh runtime|dev
# Does nothing that is done already, so that it can stand before every target of the Makefile.
set -euo pipefail
cd "$(dirname "$0")/.."

kind=${1:-runtime}
case $kind in
    runtime | dev) ;;
    *)
        echo "usage: scripts/setup.sh runtime|dev" >&2
        exit 2
        ;;
esac

say() { printf '%s\n' "$*" >&2; }

# The system's own Python first: packages that it may need come from the same place.
find_python() {
    local name
    for name in ${AIXIN_PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    return 1
}

# Whether the dynamic linker finds a library. The package that holds it differs between releases.
has_library() {
    PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null | grep -F "$1" >/dev/null
}

has_command() { command -v "$1" >/dev/null 2>&1; }

has_chromium() { has_command chromium || has_command chromium-browser || has_command google-chrome; }

chromium_package() {
    if grep -q '^ID=ubuntu' /etc/os-release 2>/dev/null; then
        echo chromium-browser
    else
        echo chromium
    fi
}

missing_packages() {
    local python
    if python=$(find_python); then
        if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
            if [ "$(basename "$python")" = python3 ]; then
                echo python3-venv
            else
                echo "$(basename "$python")-venv"
            fi
        fi
    elif has_command python3; then
        # Ubuntu 22.04 has 3.10 as python3 and 3.11 beside it.
        echo python3.11 python3.11-venv
    else
        echo python3 python3-venv
    fi
    has_library libpangoft2-1.0.so.0 || echo libpangoft2-1.0-0
    has_library libharfbuzz-subset.so.0 || echo libharfbuzz-subset0
    if [ "$kind" = dev ]; then
        has_chromium || chromium_package
        # What drives Chromium is a node of Playwright's own, which a minimal system lets down.
        has_library libatomic.so.1 || echo libatomic1
        has_command pdftotext || echo poppler-utils
        has_command qpdf || echo qpdf
        has_command zbarimg || echo zbar-tools
    fi
}

install_packages() {
    local as_root=()
    say "Missing system packages: $*"
    if ! has_command apt-get; then
        say "This system has no apt-get. Install what corresponds to them, then start again."
        exit 1
    fi
    if [ "$(id -u)" -ne 0 ]; then
        if ! sudo -n true 2>/dev/null; then
            say "Install them, then start again:"
            say ""
            say "    sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
            say ""
            exit 1
        fi
        as_root=(sudo -n)
    fi
    say "Installing them with apt-get …"
    ${as_root[@]+"${as_root[@]}"} apt-get update -q </dev/null >&2 || say "apt-get update failed; trying on"
    ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "$@" </dev/null >&2
}

ensure_system() {
    local missing
    missing=$(missing_packages | xargs)
    [ -n "$missing" ] || return 0
    if has_command python3 && ! find_python >/dev/null; then
        say "Python 3.11 or later is needed; python3 here is $(python3 -V 2>&1 | cut -d' ' -f2)."
    fi
    # shellcheck disable=SC2086  # a list of package names
    install_packages $missing
    missing=$(missing_packages | xargs)
    if [ -n "$missing" ]; then
        say "Still missing after the installation: $missing"
        exit 1
    fi
}

ensure_venv() {
    # An interpreter that the system has upgraded away leaves a .venv that cannot start.
    if [ -d .venv ] && ! .venv/bin/python -c 'import pip' >/dev/null 2>&1; then
        say "Making .venv anew: its Python does not start."
        rm -rf .venv
    fi
    if [ ! -e .venv ]; then
        say "Making .venv …"
        "$(find_python)" -m venv .venv
    fi
}

# Installs a lock file unless this very file was installed before.
ensure_packages() {
    local lock=requirements/$kind.txt stamp=.venv/.installed-$kind digest
    digest=$(sha256sum "$lock" | cut -d' ' -f1)
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$digest" ]; then
        return 0
    fi
    say "Installing Python packages of $lock …"
    .venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check \
        --require-hashes --requirement "$lock" </dev/null
    echo "$digest" >"$stamp"
    if [ "$kind" = dev ]; then
        # dev.txt holds all of runtime.txt.
        sha256sum requirements/runtime.txt | cut -d' ' -f1 >.venv/.installed-runtime
    fi
}

ensure_system
ensure_venv
ensure_packages
