#!/bin/sh
# Makes a clone ready to work in: dependencies, the pinned Node, generated code, the build.
# Every part is skipped when what it makes is up to date, so running it again costs next to nothing.
set -eu
cd "$(dirname "$0")/.."

fail() {
  echo "setup: $*" >&2
  exit 1
}

command -v node >/dev/null || fail 'Node is missing: install Node 20 or newer (it only starts the set-up)'
command -v npm >/dev/null || fail 'npm is missing: install it beside Node'

stamps=node_modules/.setup
bin=node_modules/.bin/node
lock=$(cksum <package-lock.json)

# The stamp lives with the modules, so it goes when they go. Without saving, npm installs the versions and checksums of
# the lockfile and leaves it alone; `npm ci` would also ask for packages of other platforms, which the lockfile lacks.
if [ "$(cat "$stamps/lock" 2>/dev/null)" != "$lock" ]; then
  echo 'setup: installing dependencies'
  npm install --no-save --ignore-scripts --loglevel=error
  mkdir -p "$stamps"
  echo "$lock" >"$stamps/lock"
fi

sh scripts/link-node.sh

up_to_date() { # STAMP SOURCE...: nothing among the sources is newer than the stamp
  stamp=$1
  shift
  [ -e "$stamp" ] && [ -z "$(find "$@" -newer "$stamp" | head -n 1)" ]
}

validator=src/load/compose-validator.gen.js
if ! up_to_date "$validator" schemas/compose.schema.json scripts/gen-schema.ts; then
  echo 'setup: compiling the schema'
  "$bin" scripts/gen-schema.ts
fi

if [ ! -e dist/flotilla.mjs ] || [ ! -e dist/index.d.mts ] ||
  ! up_to_date "$stamps/built" src scripts/build.ts scripts/build package.json package-lock.json; then
  echo 'setup: building'
  touch "$stamps/building"
  "$bin" scripts/build.ts
  mv "$stamps/building" "$stamps/built"
fi
