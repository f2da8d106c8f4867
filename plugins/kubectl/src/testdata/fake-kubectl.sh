#!/bin/sh
# Stands in for kubectl: says what it was given. The first word after the namespace's decides what else it does.
{
	for word in "$@"; do printf 'arg %s\n' "$word"; done
	/usr/bin/env | /usr/bin/sort | while read -r line; do printf 'env %s\n' "$line"; done
	printf 'cwd %s\n' "$(pwd)"
	printf 'modes %s\n' "$(/usr/bin/stat -c %a "$KUBECONFIG" "$HOME" | /usr/bin/tr '\n' ' ')"
	printf 'config %s\n' "$(/bin/cat "$KUBECONFIG")"
	printf 'home %s\n' "$(/bin/ls -A "$HOME" | /usr/bin/tr '\n' ' ')"
	printf 'stdin %s\n' "$(/usr/bin/wc -c)"
} 2>&1
case "$*" in
*explain*)
	printf '\033[31mred\033[0m\n'
	printf '\033[1merror\033[m: no\n' >&2
	exit 7
	;;
*' exec '*)
	printf 'a\000\001\302A\377\033[31m\r\n'
	printf '\302\377\000' >&2
	exit 0
	;;
*logs*)
	printf 'line\n'
	exec /bin/sleep 1000
	;;
esac
