#!/bin/sh
# What every change has to pass, in seconds and without an engine.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh
npm run --silent typecheck
npm run --silent lint
npm run --silent format:check
npm run --silent test:unit
