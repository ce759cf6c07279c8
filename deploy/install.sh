#!/usr/bin/env bash
# As root: run this checkout as a service of its own user, at every start of the computer.
# Changes nothing in /etc/aixin/station.env once it is there.
set -euo pipefail
cd "$(dirname "$0")/.."
directory=$PWD

if [ "$(id -u)" -ne 0 ]; then
    echo "run it as root: sudo make install-service" >&2
    exit 1
fi
command -v systemctl >/dev/null || { echo "this system has no systemd" >&2; exit 1; }

id aixin >/dev/null 2>&1 || useradd --system --home-dir /var/lib/aixin --shell /usr/sbin/nologin aixin
install -d -o aixin -g aixin -m 700 /var/lib/aixin
install -d -m 755 /etc/aixin
if [ ! -e /etc/aixin/station.env ]; then
    install -m 640 -g aixin /dev/stdin /etc/aixin/station.env <<EOF
HOST=${HOST:-127.0.0.1}
PORT=${PORT:-8000}
WORKERS=1
AIXIN_DATA_DIR=/var/lib/aixin
# AIXIN_BACKUP_DIRS=/media/stick
# AIXIN_COPY_DIR=/media/second
# AIXIN_DATABASE_URL=postgresql://aixin@/aixin
# AIXIN_HTTPS=1
# AIXIN_PUBLIC_URL=https://aixin.example.org
# AIXIN_BEHIND_PROXY=1
EOF
fi
if ! runuser -u aixin -- test -r "$directory/wsgi.py" -a -x "$directory/.venv/bin/python"; then
    echo "the user aixin cannot read $directory: put the program where others may read, as /opt/aixin" >&2
    exit 1
fi
for unit in aixin.service aixin-nightly.service aixin-nightly.timer; do
    sed "s|@DIRECTORY@|$directory|g" "deploy/$unit" >"/etc/systemd/system/$unit"
done
systemctl daemon-reload
systemctl enable --now aixin.service aixin-nightly.timer
systemctl --no-pager status aixin.service
