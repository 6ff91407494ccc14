#!/usr/bin/env bash
# The quick build that script/run begins with: it compiles, and says what this build's program says.
# usage: quick_test.sh BUILD SOURCE VERSION
set -euo pipefail
build=$1 source=$2 version=$3
for tool in clang++ ld.lld; do
  command -v $tool >/dev/null || { echo "skipped: $tool is not installed; script/setup --test installs it"; exit 0; }
done
work=$(mktemp -d "${TMPDIR:-/tmp}/dockgate-quick.XXXXXX")
trap 'rm -rf "$work"' EXIT
deps=$(sed -n 's/^DOCKGATE_DEPS:[A-Z]*=//p' "$build/CMakeCache.txt")
if ! (cd "$source" && cmake --preset quick -B "$work/build" -DBUILD_TESTING=OFF -DDOCKGATE_DEPS="$deps" &&
      cmake --build "$work/build" --target dockgate) >"$work/log" 2>&1; then
  tail -n 50 "$work/log"
  exit 1
fi
[ "$("$work/build/dockgate" --version)" = "$("$build/dockgate" --version)" ] || { echo "its version is another"; exit 1; }
"$work/build/dockgate" --version | grep -qF "$version" || { echo "its version is not $version"; exit 1; }
cd "$source"
# said PROGRAM ARGUMENT…: what it prints, and its exit code
said() { "$@" 2>&1 || echo "exit $?"; }
compared=0
for arguments in 'check testdata/article/before' 'check testdata/article/after' 'check testdata --format json' 'rules' 'facts testdata/article/before' \
  'completions bash' 'hadolint testdata/article/before/Dockerfile'; do
  # shellcheck disable=SC2086
  if ! diff <(said "$build/dockgate" $arguments) <(said "$work/build/dockgate" $arguments) >"$work/differs"; then
    echo "dockgate $arguments: the quick build says something else"
    head -n 20 "$work/differs"
    exit 1
  fi
  compared=$((compared + 1))
done
out=$(said "$work/build/dockgate" check testdata/article/before)
grep -q '^error\[model/remote-code\]' <<<"$out" || { echo "it finds no remote code"; exit 1; }
echo "compared $compared commands"
