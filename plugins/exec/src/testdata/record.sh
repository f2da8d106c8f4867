#!/bin/sh
# Says what it was given; "hang" as first word never ends, "fail" ends with 3.
for word in "$@"; do printf 'arg %s\n' "$word"; done
printf 'kubeconfig %s\n' "$([ -n "$KUBECONFIG" ] && /bin/cat "$KUBECONFIG")"
printf 'files %s\n' "$(/bin/ls -A)"
printf 'secret %s\n' "$QD_EXEC_PROGRAMS"
case "$1" in
fail) printf 'no\n' >&2; exit 3 ;;
hang) exec /bin/sleep 1000 ;;
esac
