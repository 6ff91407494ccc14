#!/usr/bin/env bash
# Neovim without a screen: diagnostics, a fix, a jump, a renaming, the layout. usage: neovim_test.sh PROGRAM SOURCE
set -uo pipefail
if ! command -v nvim >/dev/null; then
  echo "skipped: nvim is not installed"
  exit 0
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/dockgate-neovim.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/project" "$work/home"
ln -s "$1" "$work/bin/dockgate"
cat >"$work/project/Dockerfile" <<'END'
ARG BASE=python:3.12
FROM ${BASE} AS build
WORKDIR /elsewhere
FROM build
copy   --from=build   /a  /b
USER app
END
cat >"$work/project/.dockgate.yaml" <<'END'
schema: 1
edition: "2026.1"
custom:
  - name: acme/srv
    summary: all stands in /srv
    why: so says the team
    on: instruction
    severity: {production: error}
    when: {keyword: WORKDIR, not: {text: {is: /srv}}}
    message: "not /srv"
    help: use /srv
    edit: {title: go to /srv, with: WORKDIR /srv, safe: true}
END
export PATH=$work/bin:$PATH HOME=$work/home XDG_STATE_HOME=$work/home XDG_DATA_HOME=$work/home XDG_CACHE_HOME=$work/home
cd "$work/project" || exit 1
timeout 60 nvim --headless --clean --cmd "set runtimepath+=$2/editors/neovim" -c "luafile $2/tests/editors/neovim_test.lua" Dockerfile </dev/null 2>"$work/log"
code=$?
cat "$work/log"
echo
exit $code
