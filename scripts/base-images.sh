#!/bin/sh
# Makes sure that busybox:latest and alpine:latest exist, which examples and tests are made of. They are pulled when
# a registry answers within seconds; otherwise both are made from Debian's static busybox.
set -eu
cd "$(dirname "$0")/.."

node=node_modules/.bin/node
[ -z "${FLOTILLA_ENGINE_SOCKET:-}" ] || export DOCKER_HOST="unix://$FLOTILLA_ENGINE_SOCKET"

fail() {
  echo "images: $*" >&2
  exit 1
}

missing=$("$node" scripts/engine/pull-images.ts busybox:latest alpine:latest)
[ -n "$missing" ] || exit 0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A busybox that needs no libraries: the system's own if it is one, else the one in Debian's package.
find_busybox() {
  busybox=$(command -v busybox || :)
  if [ -n "$busybox" ] && ! ldd "$busybox" >/dev/null 2>&1; then return; fi
  command -v apt-get >/dev/null ||
    fail 'no registry answers; install a static busybox, or make busybox:latest and alpine:latest yourself'
  (cd "$work" && apt-get -qq -o APT::Sandbox::User=root download busybox-static >/dev/null) ||
    fail 'no registry answers and busybox-static cannot be downloaded: install it'
  dpkg-deb -x "$work"/busybox-static_*.deb "$work/deb"
  busybox=$(find "$work/deb" -type f -name busybox)
}

find_busybox
echo "images: no registry answers; making $(echo $missing) from $busybox"
root=$work/root
mkdir -p "$root/bin" "$root/sbin" "$root/usr/bin" "$root/usr/sbin" "$root/etc" "$root/tmp" "$root/var" \
  "$root/proc" "$root/sys" "$root/dev" "$root/root"
chmod 755 "$root"
chmod 1777 "$root/tmp"
install -m 755 "$busybox" "$root/bin/busybox"
for applet in $("$root/bin/busybox" --list); do
  [ "$applet" = busybox ] || ln -s busybox "$root/bin/$applet"
done
echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
echo 'root:x:0:' >"$root/etc/group"
# Word splitting is wanted: one argument for each image.
tar -C "$root" --numeric-owner --owner=0 --group=0 -c . | "$node" scripts/engine/import-image.ts $missing
