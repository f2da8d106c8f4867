#!/bin/sh
# Stands in for helm: says what it was given. "test" never ends.
for word in "$@"; do printf 'arg %s\n' "$word"; done
/usr/bin/env | /usr/bin/sort | while read -r line; do printf 'env %s\n' "$line"; done
printf 'config %s\n' "$(/bin/cat "$KUBECONFIG")"
printf 'files %s\n' "$(/bin/ls -A)"
printf 'oops\n' >&2
[ "$1" = test ] && exec /bin/sleep 1000
exit 4
