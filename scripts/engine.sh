#!/bin/sh
# Makes sure that a Docker Engine answers. One that is already there is used as it is and never touched. Without one,
# on Debian and as root, a current engine is taken from Debian's packages and started in the background.
#   FLOTILLA_ENGINE_HOME    where that engine and its data live (default /opt/flotilla-engine)
#   FLOTILLA_ENGINE_SOCKET  where it listens (default /var/run/docker.sock)
set -eu
cd "$(dirname "$0")/.."
. scripts/engine/debian.sh

home=${FLOTILLA_ENGINE_HOME:-/opt/flotilla-engine}
socket=${FLOTILLA_ENGINE_SOCKET:-/var/run/docker.sock}
log=$home/dockerd.log
# A socket of our own choice is the one to ask about, whatever the environment names.
[ -z "${FLOTILLA_ENGINE_SOCKET:-}" ] || export DOCKER_HOST="unix://$socket"

fail() {
  echo "engine: $*" >&2
  exit 1
}

answers() {
  node_modules/.bin/node scripts/engine/ping.ts
}

sh scripts/link-node.sh
status=0
if [ -n "${FLOTILLA_ENGINE_SOCKET:-}" ] && [ ! -S "$socket" ]; then status=1; else answers || status=$?; fi
case $status in
  0) exit 0 ;;
  1) ;;
  *) exit 1 ;; # said by the check; a second one would only hide the trouble
esac

wanted='no Docker Engine answers: install Docker Engine 25 or newer and start it, or set DOCKER_HOST'
[ "$(uname -s)" = Linux ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || fail "$wanted"
if [ -d /run/systemd/system ] && command -v dockerd >/dev/null; then
  fail 'Docker is installed but does not answer: start it with "systemctl start docker"'
fi

install_engine() {
  echo "engine: none answers; taking one from Debian's packages into $home"
  echo 'engine: and installing iptables, iproute2, runc, tini and busybox-static with apt-get'
  apt-get -qq update >/dev/null || fail 'apt-get update failed'
  DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    iptables iproute2 runc tini busybox-static >/dev/null || fail 'apt-get install failed'
  packages='docker.io containerd' checked='dockerd containerd'
  programs='dockerd docker-proxy containerd containerd-shim-runc-v2'
  fetch_programs "$home/bin" || fail "$wanted"
  ln -sf "$(command -v tini-static || command -v tini)" "$home/bin/docker-init"
}

[ -x "$home/bin/docker-init" ] || install_engine
mountpoint -q /sys/fs/cgroup || mount -t cgroup2 none /sys/fs/cgroup ||
  fail 'control groups are not mounted at /sys/fs/cgroup and cannot be: run in a privileged container'

echo "engine: starting $home/bin/dockerd on $socket (log: $log)"
mkdir -p "$home/run" "$(dirname "$socket")"
PATH=$home/bin:$PATH setsid "$home/bin/dockerd" --host "unix://$socket" --data-root "$home/data" \
  --exec-root "$home/run" --pidfile "$home/dockerd.pid" >"$log" 2>&1 </dev/null &
started=$!
for _ in $(seq 240); do
  if [ -S "$socket" ] && answers 2>/dev/null; then
    echo 'engine: ready'
    exit 0
  fi
  kill -0 "$started" 2>/dev/null || break
  sleep 0.25
done
tail -n 15 "$log" >&2
fail "the engine did not start (log: $log)"
