#!/usr/bin/env bash
# What is shipped for CI systems: our own image passes production, and the files are of the form their readers want.
# usage: own_files_test.sh BUILD SOURCE VERSION
set -euo pipefail
build=$1 source=$2 version=$3
cd "$source"
out=$("$build/dockgate" check --boundary production packaging/Dockerfile) || { echo "exit $?: $out"; exit 1; }
grep -q 'no findings' <<<"$out"
# Each version that is named is the one of the project.
for file in packaging/Dockerfile packaging/gitlab/dockgate.gitlab-ci.yml; do
  for named in $(grep -oE 'dockgate(/dockgate)?:[0-9]+\.[0-9]+\.[0-9]+|ref: v[0-9.]+' "$file" | grep -oE '[0-9.]+$'); do
    [ "$named" = "$version" ] || { echo "$file names version $named, the project has $version"; exit 1; }
  done
done
grep -q "^## $version" CHANGELOG.md || { echo "CHANGELOG.md has no section for $version"; exit 1; }
# The shell of the action is a program too; its options are those of the program.
awk '/^      run: \|/ { on = 1; next } on && /^    - name/ { on = 0 } on { sub(/^        /, ""); print }' action.yml |
  bash -n
for option in $(grep -ohE -- '--[a-z-]+( |=)' .pre-commit-hooks.yaml packaging/gitlab/*.yml | grep -oE -- '--[a-z-]+') --format; do
  "$build/dockgate" check --help | grep -- "$option" >/dev/null || { echo "check has no $option"; exit 1; }
done
# What pre-commit would hand over, by the pattern of its hook.
pattern=$(sed -n 's/^  files: //p' .pre-commit-hooks.yaml | head -1)
for name in Dockerfile a/Dockerfile Dockerfile.gpu a/b.dockerfile Containerfile; do
  grep -qE -- "$pattern" <<<"$name" || { echo "the hook passes over $name"; exit 1; }
done
for name in Dockerfile/x.py docker.py a/MyDockerfiles; do
  if grep -qE -- "$pattern" <<<"$name"; then echo "the hook takes $name"; exit 1; fi
done
