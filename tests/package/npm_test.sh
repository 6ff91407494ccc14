#!/usr/bin/env bash
# The npm packages, packed, installed without a network, and run. usage: npm_test.sh BUILD SOURCE VERSION
set -euo pipefail
build=$1 source=$2 version=$3
if ! command -v npm >/dev/null; then echo "skipped: npm is not installed"; exit 0; fi
work=$(mktemp -d "${TMPDIR:-/tmp}/dockgate-npm.XXXXXX")
trap 'rm -rf "$work"' EXIT
export HOME=$work npm_config_cache=$work/cache npm_config_update_notifier=false
machine=linux-$(node -p process.arch)
"$source/packaging/npm/build" "$work/packages" "$machine=$build/dockgate"
(cd "$work" && npm pack --silent "$work/packages/dockgate" "$work/packages/dockgate-$machine") >"$work/packed"
mkdir "$work/here"
cd "$work/here"
npm install --offline --no-audit --no-fund --ignore-scripts --silent \
  "$work/dockgate-$machine-$version.tgz" "$work/dockgate-$version.tgz" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
[ "$(npx --no-install dockgate --version)" = "dockgate $version" ] || { echo "wrong version"; exit 1; }
# Arguments, standard input and exit codes go through.
printf 'FROM python:latest\n' >Dockerfile
code=0
npx --no-install dockgate check --format gnu - <Dockerfile >out || code=$?
[ $code = 1 ] || { echo "exit code $code instead of 1"; exit 1; }
grep -q 'base/floating-tag' out
code=0
npx --no-install dockgate check 'no such file' 2>/dev/null >/dev/null || code=$?
[ $code = 4 ] || { echo "exit code $code instead of 4"; exit 1; }
rm -rf "node_modules/dockgate-$machine"
code=0
npx --no-install dockgate check 2>err || code=$?
[ $code = 70 ] && grep -q "no package dockgate-$machine" err || { echo "a missing program is not told: $(cat err)"; exit 1; }
