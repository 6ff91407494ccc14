#!/usr/bin/env bash
# find_package(dockgate): the example of the documentation against an installed library.
# usage: library_test.sh BUILD SOURCE VERSION
set -euo pipefail
build=$1 source=$2
work=$(mktemp -d "${TMPDIR:-/tmp}/dockgate-library.XXXXXX")
trap 'rm -rf "$work"' EXIT
cached() { sed -n "s/^$1:[A-Z]*=//p" "$build/CMakeCache.txt"; }
# The archive is made of what is built; a test of a few targets alone has not built all of it.
for archive in $(sed -n 's/^addlib //p' "$build/packaging/library.mri"); do
  [ -e "$archive" ] || { echo "not built: $archive"; exit 1; }
done
cmake --install "$build" --component library --prefix "$work/usr" >"$work/install.log" || { cat "$work/install.log"; exit 1; }
cmake -S "$source/docs/examples/library" -B "$work/build" -G Ninja -DCMAKE_PREFIX_PATH="$work/usr" \
  -DCMAKE_CXX_COMPILER="$(cached CMAKE_CXX_COMPILER)" -DCMAKE_BUILD_TYPE=Debug \
  -DCMAKE_CXX_FLAGS="$([ "$(cached DOCKGATE_SANITIZE)" = ON ] && echo -fsanitize=address,undefined)" >"$work/log" 2>&1 &&
  cmake --build "$work/build" >>"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
code=0
out=$("$work/build/judge" "$source/testdata/article/before" Dockerfile) || code=$?
[ $code = 1 ] || { echo "the example exits with $code: $out"; exit 1; }
grep -qx 'app/extractor.py:11: model/remote-code' <<<"$out" || { echo "$out"; exit 1; }
code=0
"$work/build/judge" "$source/testdata/article/after" Dockerfile || code=$?
[ $code = 0 ] || { echo "the repaired example exits with $code"; exit 1; }
