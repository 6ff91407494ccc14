{{ a }} && if [ -f x ]; then b; elif `c`; then (d | e) & fi
case $x in a|b) f;; esac
