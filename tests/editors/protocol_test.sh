#!/usr/bin/env bash
# The protocol as VS Code's own library speaks it. usage: protocol_test.sh PROGRAM SOURCE
set -uo pipefail
if ! command -v node >/dev/null; then
  echo "skipped: node is not installed"
  exit 0
fi
if [ ! -e "$2/.deps/node_modules/vscode-languageserver-protocol/package.json" ]; then
  echo "skipped: the client library is not there; script/setup --test fetches it"
  exit 0
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/dockgate-protocol.XXXXXX")
trap 'rm -rf "$work"' EXIT
ln -s "$(readlink -f "$2/.deps/node_modules")" "$work/node_modules"
cp "$2/tests/editors/protocol_test.js" "$work/"
cd "$work" && node protocol_test.js "$1" "$work/project"
