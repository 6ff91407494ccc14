#!/usr/bin/env bash
# Completions as the shells give them. usage: completions_test.sh PROGRAM SOURCE
set -uo pipefail
program=$1
work=$(mktemp -d "${TMPDIR:-/tmp}/dockgate-completions.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/here" "$work/here/folder"
ln -s "$program" "$work/bin/dockgate"
export PATH=$work/bin:$PATH HOME=$work
touch "$work/here/Dockerfile"
cd "$work/here" || exit 1
exec </dev/null
failed=0
# expect SHELL LINE WANTED…: each WANTED has to be among what SHELL offers for LINE; !WANTED must not.
expect() {
  local shell=$1 line=$2 offered word
  shift 2
  offered=$("offer_$shell" "$line")
  for word in "$@"; do
    if [[ $word == !* ]]; then
      if grep -qxF -- "${word#!}" <<<"$offered"; then echo "$shell: \`$line\` offers ${word#!}"; failed=1; fi
    elif ! grep -qxF -- "$word" <<<"$offered"; then
      echo "$shell: \`$line\` does not offer $word, but: $(tr '\n' ' ' <<<"$offered" | cut -c1-300)"
      failed=1
    fi
  done
}

offer_bash() {
  bash --norc -c '
    source <(dockgate completions bash)
    line=$1
    # Words as readline breaks them: `=` and `:` are words of their own.
    COMP_WORDS=($(sed "s/=/ = /g; s/:/ : /g" <<<"$line")); [[ $line == *" " || $line == *= ]] && COMP_WORDS+=("")
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _dockgate 2>/dev/null
    printf "%s\n" "${COMPREPLY[@]}"' - "$1"
}
offer_fish() { fish --no-config -c 'dockgate completions fish | source; complete -C $argv[1]' -- "$1" | cut -f1 | sed 's/^.*=//'; }
# zsh completes only at a prompt: one on a pseudo-terminal, which lists what it finds.
offer_zsh() {
  mkdir -p "$work/zsh"
  dockgate completions zsh >"$work/zsh/_dockgate"
  zsh -f -c '
    zmodload zsh/zpty
    zpty shell zsh -f -i
    zpty -w shell "PS1= PS2= ; unsetopt zle_bracketed_paste 2>/dev/null; stty -echo cols 400; fpath=('"$work/zsh"' \$fpath)"
    zpty -w shell "autoload -Uz compinit; compinit -u -D"
    zpty -w shell "list() { compstate[insert]= ; compstate[list]=; }"
    zpty -w shell "compadd() { if (( \${@[(I)-[OAD]*]} )); then builtin compadd \"\$@\"; else local -a hits; builtin compadd -O hits \"\$@\"; print -rl -- \<\${^hits}\> ; fi }"
    zpty -w shell "complete-word-list() { _main_complete; compstate[insert]= ; compstate[list]= }"
    zpty -w shell "zle -C complete-word-list complete-word complete-word-list; bindkey \"^I\" complete-word-list; print ready"
    zpty -r shell out "*ready*"
    zpty -w -n shell "$1"$'"'\t'"'
    integer wait
    while (( ++wait < 40 )); do
      sleep 0.1
      while zpty -r -t shell out; do print -r -- "$out"; (( wait < 35 )) && wait=35; done
    done
    zpty -d shell' - "$1" | tr -d '\r' | grep -oE '<[^<>]+>' | tr -d '<>'
}

for shell in bash zsh fish; do
  if ! command -v $shell >/dev/null; then
    echo "skipped: $shell is not installed"
    continue
  fi
  dockgate completions $shell >"$work/script" || exit 1
  $shell -n "$work/script" || { echo "$shell: the script has errors"; failed=1; }
  expect $shell "dockgate che" check !facts
  expect $shell "dockgate policy " check why !explain
  expect $shell "dockgate check --fo" --format !--boundary
  expect $shell "dockgate check --format sar" sarif !gitlab
  if [ $shell = zsh ]; then  # a prompt of its own for each line: slow
    expect $shell "dockgate explain base/dig" base/digest
    echo "checked $shell"
    continue
  fi
  expect $shell "dockgate check --fail-on " error warning info style
  expect $shell "dockgate check Dock" Dockerfile
  expect $shell "dockgate explain base/dig" base/digest
  expect $shell "dockgate completions " bash zsh fish
  expect $shell "dockgate check --color=al" always
  expect $shell "dockgate policy why Dock" Dockerfile
  echo "checked $shell"
done
expect bash "dockgate check --policy builtin:rec" recommended
[ -z "$(dockgate completions tcsh 2>/dev/null)" ] || failed=1
exit $failed
