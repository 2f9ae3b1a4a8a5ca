#!/bin/sh
# Fetches Docker Compose, which tests run beside Flotilla, and buildx, which some builds need, from Debian's packages
# into node_modules/.runtime. Does nothing where both are installed already.
set -eu
cd "$(dirname "$0")/.."
. scripts/engine/debian.sh

home=$PWD/node_modules/.runtime

installed() { # NAME
  command -v "$1" >/dev/null && return
  for folder in "$home" "${DOCKER_CONFIG:-$HOME/.docker}/cli-plugins" /usr/local/lib/docker/cli-plugins \
    /usr/local/libexec/docker/cli-plugins /usr/lib/docker/cli-plugins /usr/libexec/docker/cli-plugins; do
    [ ! -x "$folder/$1" ] || return 0
  done
  return 1
}

if installed docker-compose && installed docker-buildx; then exit 0; fi
echo "compose: taking Docker Compose and buildx for the tests from Debian's packages into node_modules/.runtime"
packages='docker-compose docker-buildx' programs='docker-compose docker-buildx' checked=$programs
fetch_programs "$home" || {
  echo 'compose: not to be had here: install Docker Compose and buildx' >&2
  exit 1
}
