# Sourced. Takes programs from Debian's packages without installing them, newest suite first: a release's own may be
# years old, and a newer one may need a newer libc than this system has.

# The mirror that this system's apt uses for Debian itself; nothing on other systems.
debian_mirror() {
  command -v apt-get >/dev/null || return 0
  apt-get indextargets --format '$(REPO_URI) $(LABEL)' 'Created-By: Packages' |
    sed -n 's/ Debian$//p' | head -n 1
}

# apt with lists and cache of its own, so that the system's stay as they are.
apt_in() { # FOLDER ARGUMENT...
  state=$1
  shift
  apt-get -qq -o APT::Sandbox::User=root -o Dir::Etc::SourceList="$state/sources.list" \
    -o Dir::Etc::SourceParts=/dev/null -o Dir::State::Lists="$state/lists" -o Dir::Cache="$state/cache" "$@"
}

# Puts programs into FOLDER; those that need not be there yet are named in $programs, their packages in $packages.
# Succeeds with the first suite all of whose programs tell their version here ($checked names those to ask).
fetch_programs() { # FOLDER
  mirror=$(debian_mirror)
  [ -n "$mirror" ] || return 1
  work=$(mktemp -d)
  chmod 755 "$work"
  fetched=1
  for suite in unstable testing stable; do
    if fetch_suite "$work/$suite" && install_programs "$work/$suite/root" "$1"; then
      fetched=0
      break
    fi
  done
  rm -rf "$work"
  return "$fetched"
}

fetch_suite() { # FOLDER
  mkdir -p "$1/lists/partial" "$1/cache/archives/partial" "$1/debs"
  echo "deb $mirror $(basename "$1") main" >"$1/sources.list"
  apt_in "$1" update >/dev/null || return 1
  # Word splitting is wanted: one argument for each package.
  (cd "$1/debs" && apt_in "$1" download $packages >/dev/null) || return 1
  for deb in "$1/debs"/*.deb; do dpkg-deb -x "$deb" "$1/root" || return 1; done
}

install_programs() { # ROOT FOLDER
  for name in $checked; do
    "$(program_in "$1" "$name")" --version >/dev/null 2>&1 ||
      "$(program_in "$1" "$name")" version >/dev/null 2>&1 || return 1
  done
  mkdir -p "$2"
  for name in $programs; do install -m 755 "$(program_in "$1" "$name")" "$2/$name" || return 1; done
}

program_in() { # ROOT NAME
  find "$1" -type f -name "$2" -perm -u+x | head -n 1
}
