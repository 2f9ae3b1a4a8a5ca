#!/bin/sh
# From a fresh clone to a running application: set-up, an engine, base images, `flotilla up`, a look around.
set -eu
cd "$(dirname "$0")/.."

sh scripts/setup.sh
sh scripts/engine.sh
sh scripts/base-images.sh

root=$PWD
node=$root/node_modules/.bin/node
port=${DEMO_PORT:-$(sed -n 's/^DEMO_PORT=//p' fixtures/demo/.env)}
[ -z "${FLOTILLA_ENGINE_SOCKET:-}" ] || export DOCKER_HOST="unix://$FLOTILLA_ENGINE_SOCKET"

# What is typed is shown, so that it can be typed again.
flotilla() {
  printf '\n$ flotilla %s\n' "$*"
  "$node" "$root/dist/flotilla.mjs" "$@"
}

cd fixtures/demo
flotilla up --wait
flotilla ps --all

printf '\n$ curl http://127.0.0.1:%s\n' "$port"
"$node" -e '
  const page = await (await fetch(process.argv[1])).text();
  console.log(page.replace(/<style>.*<\/style>|<title>.*<\/title>/gs, "").replace(/<[^>]+>/g, "").replace(/\n+/g, "\n").trim());
' "http://127.0.0.1:$port/"

flotilla logs --tail 3

cat <<NEXT

The page is at http://127.0.0.1:$port/ and counts its visits. What to try next:

  alias flotilla='$node $root/dist/flotilla.mjs'
  cd $root/fixtures/demo

  flotilla dash                            watch it live: services, logs, health
  flotilla plan                            only the job runs again; now change DEMO_PAUSE in .env, then ask again
  DEMO_PORT=$((port + 1)) flotilla -p second up --wait
                                           a second copy beside the first, with its own data
  flotilla down && flotilla up --wait      the count survives: it lives in a volume
  flotilla down --volumes                  take it down, data and all (-p second for the copy)
NEXT
