#!/usr/bin/env bash
# Brings the real parts that the tests use: Chromium, PostgreSQL and Redis.
# Installs with apt where it may; elsewhere says what is missing, and the tests
# that need it skip loudly (in CI a skip is a failure).
set -euo pipefail

missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v pg_ctlcluster >/dev/null || command -v postgres >/dev/null || missing+=(postgresql)
command -v redis-server >/dev/null || missing+=(redis-server)

if [ ${#missing[@]} -gt 0 ]; then
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "Installing ${missing[*]} for the tests…" >&2
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  else
    echo "Not found: ${missing[*]}. The tests that need them will be skipped; install them to run everything." >&2
  fi
fi

# A server that was only now installed, or stopped, is started where that is ours to do.
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
if ! answers 5432 && command -v pg_ctlcluster >/dev/null && [ "$(id -u)" = 0 ]; then
  version=$(ls /etc/postgresql | sort -n | tail -n 1)
  pg_ctlcluster --skip-systemctl-redirect "$version" main start || true
  su postgres -c "psql -qc \"create role root superuser login\"" 2>/dev/null || true
fi
if ! answers 6379 && command -v redis-server >/dev/null && [ "$(id -u)" = 0 ]; then
  redis-server --daemonize yes --bind 127.0.0.1 --port 6379 --save '' --appendonly no >/dev/null || true
fi
