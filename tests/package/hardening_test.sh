#!/usr/bin/env bash
# What SECURITY.md says of release builds, read off the program; other builds are not hardened, and skipped.
# usage: hardening_test.sh BUILD SOURCE VERSION
set -uo pipefail
build=$1
program=$build/dockgate
type=$(sed -n 's/^CMAKE_BUILD_TYPE:[A-Z]*=//p' "$build/CMakeCache.txt")
case $type in
  Release | RelWithDebInfo | MinSizeRel) ;;
  *) echo "skipped: a $type build"; exit 0 ;;
esac
command -v readelf >/dev/null || { echo "skipped: readelf is not installed"; exit 0; }
failed=0
need() { grep -qE "$2" <<<"$3" || { echo "no $1"; failed=1; }; }
dynamic=$(readelf -dW "$program")
need 'position-independent code' 'FLAGS_1.*PIE' "$dynamic"
need 'immediate binding' 'BIND_NOW|FLAGS_1.*NOW' "$dynamic"
segments=$(readelf -lW "$program")
need 'read-only relocations' 'GNU_RELRO' "$segments"
grep -E 'GNU_STACK' <<<"$segments" | grep -q 'RWE' && { echo "an executable stack"; failed=1; }
grep -E '^  LOAD' <<<"$segments" | grep -q 'RWE' && { echo "a segment to write and execute"; failed=1; }
symbols=$(readelf -sW --dyn-syms "$program")
need 'stack protector' '__stack_chk_fail' "$symbols"
need 'fortified functions' '_chk@|__[a-z]+_chk' "$symbols"
# The libraries that it needs of the system are those of glibc.
while read -r library; do
  case $library in
    libc.so.* | libm.so.* | ld-linux*) ;;
    *) echo "needs $library"; failed=1 ;;
  esac
done < <(sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' <<<"$dynamic")
size=$(stat -c %s "$program")
stripped=$(mktemp)
strip -o "$stripped" "$program" && size=$(stat -c %s "$stripped")
rm -f "$stripped"
[ "$size" -lt 15000000 ] || { echo "$size bytes without symbols"; failed=1; }
echo "$size bytes without symbols"
exit $failed
