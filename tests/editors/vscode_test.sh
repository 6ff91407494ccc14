#!/usr/bin/env bash
# The extension for VS Code, with a stand-in for the editor. usage: vscode_test.sh PROGRAM SOURCE
set -uo pipefail
if ! command -v node >/dev/null; then
  echo "skipped: node is not installed"
  exit 0
fi
node "$2/tests/editors/vscode_test.js" "$1" "$2"
