#!/usr/bin/env bash
# The tarball and the .deb, unpacked: the program runs, and what belongs to it is there.
# usage: packages_test.sh BUILD SOURCE VERSION
set -euo pipefail
build=$1 source=$2 version=$3
work=$(mktemp -d "${TMPDIR:-/tmp}/dockgate-packages.XXXXXX")
trap 'rm -rf "$work"' EXIT
generators=TGZ
if command -v dpkg-deb >/dev/null; then generators='TGZ;DEB'; else echo "skipped: no .deb, dpkg is not installed"; fi
(cd "$work" && cpack --config "$build/CPackConfig.cmake" -G "$generators" -B "$work/out" >cpack.log 2>&1) ||
  { cat "$work/cpack.log"; exit 1; }

look() {  # FOLDER: an unpacked package
  local usr=$1 file
  [ "$("$usr/bin/dockgate" --version)" = "dockgate $version" ] || { echo "$usr: wrong version"; exit 1; }
  for file in share/man/man1/dockgate.1.gz share/bash-completion/completions/dockgate \
    share/zsh/vendor-completions/_dockgate share/fish/vendor_completions.d/dockgate.fish \
    share/doc/dockgate/copyright share/doc/dockgate/licences/tree-sitter; do
    [ -s "$usr/$file" ] || { echo "$usr: $file is missing"; exit 1; }
  done
  # A grep that leaves at the first match would break the pipe under who still writes.
  gzip -dc "$usr/share/man/man1/dockgate.1.gz" | grep '^\.TH DOCKGATE 1' >/dev/null || { echo "no manual page"; exit 1; }
  cmp "$usr/share/doc/dockgate/copyright" "$source/LICENSE"
  bash -c '. "$1"; complete -p dockgate' - "$usr/share/bash-completion/completions/dockgate" | grep dockgate >/dev/null
  # Of the library nothing.
  if find "$usr" -name '*.a' -o -name '*.hpp' | grep . >/dev/null; then echo "$usr holds the library"; exit 1; fi
  # It judges as the one that was built.
  local code=0
  "$usr/bin/dockgate" check "$source/testdata/article/before" >/dev/null 2>&1 || code=$?
  [ $code = 1 ] || { echo "the installed program exits with $code"; exit 1; }
}

mkdir "$work/tar"
tar -xzf "$work"/out/dockgate-*.tar.gz -C "$work/tar"
look "$work"/tar/*
echo "looked at $(cd "$work/out" && ls dockgate-*.tar.gz)"
if [ "$generators" != TGZ ]; then
  dpkg-deb -x "$work"/out/dockgate_*.deb "$work/deb"
  look "$work/deb/usr"
  dpkg-deb -f "$work"/out/dockgate_*.deb Package Version Architecture Depends >"$work/fields"
  grep -qx "Package: dockgate" "$work/fields"
  grep -q "^Version: $version" "$work/fields"
  grep -q "^Depends: .*libc6 (>= 2\.36)" "$work/fields" || { cat "$work/fields"; exit 1; }
  echo "looked at $(cd "$work/out" && ls dockgate_*.deb): $(tr '\n' ' ' <"$work/fields")"
fi
