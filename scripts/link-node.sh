#!/bin/sh
# Puts the Node that package.json pins (config.node) at node_modules/.bin/node, which npm's scripts find first.
# The npm package `node` fetches its binary in an install script; its platform packages carry the binary itself
# and need none, but each installs on its own platform only, so none of them can be a dependency.
set -eu
cd "$(dirname "$0")/.."

bin=node_modules/.bin/node
version=$(sed -n '/"config"/,/}/s/.*"node": *"\([^"]*\)".*/\1/p' package.json)
[ "$("$bin" --version 2>/dev/null)" != "v$version" ] || exit 0

case $(uname -m) in
  x86_64 | amd64) cpu=x64 ;;
  aarch64 | arm64) cpu=arm64 ;;
  *) cpu=$(uname -m) ;;
esac
package=node-$(uname -s | tr '[:upper:]' '[:lower:]')-$cpu

# Outside the project's own tree, so that neither package.json nor the lockfile is touched.
echo "setup: installing Node $version ($package)"
home=node_modules/.runtime/$version
rm -rf "$home" "$bin"
mkdir -p "$home" node_modules/.bin
echo '{"private":true}' >"$home/package.json"
npm install --prefix "$home" --ignore-scripts --no-save --no-package-lock --no-audit --no-fund --no-update-notifier \
  --loglevel=error "$package@$version" >/dev/null || true
ln -s "../.runtime/$version/node_modules/$package/bin/node" "$bin"
[ "$("$bin" --version 2>/dev/null)" != "v$version" ] || exit 0

# No binary for this platform: any Node that the product supports can run the sources and the tests.
rm -f "$bin"
system=$(command -v node)
if "$system" -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 22 || (a == 22 && b >= 18) ? 0 : 1)'; then
  echo "setup: Node $version is not to be had here; using $("$system" --version)" >&2
  ln -s "$system" "$bin"
  exit 0
fi
echo "setup: Node $version is not to be had here ($package): install Node 22.18 or newer" >&2
exit 1
