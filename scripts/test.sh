#!/bin/sh
# Set-up, an engine if none answers, then every suite. Without an engine the suites that need one fail.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh
[ -z "${FLOTILLA_ENGINE_SOCKET:-}" ] || export DOCKER_HOST="unix://$FLOTILLA_ENGINE_SOCKET"
sh scripts/engine.sh && sh scripts/base-images.sh || echo 'test: going on without an engine' >&2
# The suite in a real terminal needs one that a program can drive.
if ! command -v tmux >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo 'test: installing tmux with apt-get'
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends tmux; } >/dev/null ||
    echo 'test: going on without tmux' >&2
fi
sh scripts/docker-compose.sh || echo 'test: going on without Docker Compose' >&2

# A fetched buildx is found through Docker's settings; the user's own stay in force beside it.
if [ -x node_modules/.runtime/docker-buildx ]; then
  settings=$PWD/node_modules/.runtime/docker
  own=${DOCKER_CONFIG:-$HOME/.docker}
  rm -rf "$settings"
  mkdir -p "$settings/cli-plugins"
  ln -s "$PWD/node_modules/.runtime/docker-buildx" "$settings/cli-plugins/docker-buildx"
  for name in config.json contexts; do [ ! -e "$own/$name" ] || ln -s "$own/$name" "$settings/$name"; done
  export DOCKER_CONFIG="$settings"
fi
node_modules/.bin/node scripts/run-suites.ts "$@"
