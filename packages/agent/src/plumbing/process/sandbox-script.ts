/*
 * A plugin that could make a user namespace would be its root: it could mount file systems in memory there that nothing bounds, and
 * reach parts of the kernel that only root reaches. So the cell is one itself, as the uid it is anyway, and allows none below it. Where
 * the plugin's uid may make none, as in most pods, there is nothing to forbid.
 * $1 uid   … program and words
 */
const withoutUserNamespaces = `
uid=$1
shift
forbid="echo 0 > /proc/sys/user/max_user_namespaces"
own="unshare --user --map-user=$uid --map-group=$uid --keep-caps --"
drop="setpriv --no-new-privs --ambient-caps=-all --bounding-set=-all --inh-caps=-all --pdeathsig KILL --"
if $own sh -c "$forbid" 2> /dev/null; then exec $own sh -c "$forbid && exec $drop \\"\\$@\\"" sh "$@"; fi
exec "$@"
`;

/*
 * Bounds for what a plugin may use. A hard limit that is lower already stays, because raising one takes a right that agents lack.
 * `limited BYTES program …` with the bytes that a file may have.
 */
const limited = `
at_most() {
  have=$(prlimit "--$1" --output HARD --noheadings --raw)
  if [ "$have" = unlimited ] || [ "$have" -gt "$2" ]; then echo "$2"; else echo "$have"; fi
}
limited() {
  files=$(at_most nofile 4096) processes=$(at_most nproc 512) bytes=$(at_most fsize "$1")
  shift
  set -- --nofile="$(at_most nofile 1024):$files" --nproc="$processes" --fsize="$bytes" -- "$@"
  $exec prlimit --core=0 "$@"
}
`;

/*
 * What runs between the agent and a plugin's program where namespaces can be had (decision 0003). It is the first process of a new
 * mount and process namespace: it builds a root that holds the system's programs, the plugin's own folder and nothing else, gives up
 * every right, and stays as the parent of all: when it dies, the kernel kills whatever the plugin started, in whatever session.
 *
 *   $1 "root" (the agent is root: take another uid) or "user" (a user namespace: the uid is the agent's own, the view is not)
 *   $2 uid   $3 where the new root is built   $4 the plugin's folder in it   $5 bytes that folder may hold
 *   …paths to show read-only… --   program and words
 *
 * The plugin's folder is a file system of its own: it is bounded by the kernel, no other process sees it, and it ends with the
 * namespace, so there is nothing to remove.
 */
export const sandboxScript = `
set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
${limited}
mode=$1 uid=$2 root=$3 cell=$4 bytes=$5
shift 5
echo 900 > /proc/self/oom_score_adj || true
mount -t tmpfs -o size=1m,mode=755,nosuid,nodev sandbox "$root"
cd "$root"
mkdir proc dev tmp etc
show() {
  if [ -e ".$1" ]; then return; fi
  if [ -d "$1" ]; then mkdir -p ".$1"; else mkdir -p ".\${1%/*}"; : > ".$1"; fi
  # In a user namespace what is mounted below cannot be left out: the kernel would have to uncover what lies under it.
  mount --bind "$1" ".$1" 2>/dev/null || mount --rbind "$1" ".$1"
  mount -o remount,bind,ro,nosuid "$root$1"
}
for name in bin sbin lib lib32 lib64 libx32; do
  if [ -L "/$name" ]; then ln -s "$(readlink "/$name")" "$name"; elif [ -d "/$name" ]; then show "/$name"; fi
done
while [ "$1" != -- ]; do
  if [ -e "$1" ]; then show "$1"; fi
  shift
done
shift
for name in null zero full random urandom; do : > "dev/$name"; mount --bind "/dev/$name" "dev/$name"; done
mkdir -p ".$cell"
owner=
if [ "$mode" = root ]; then owner=,uid=$uid,gid=$uid; fi
mount -t tmpfs -o "size=$bytes,nr_inodes=65536,mode=700,nosuid,nodev$owner" cell ".$cell"
mount -t proc -o nosuid,nodev,noexec proc proc
# Segments of shared memory need no process that holds them, so nobody would find them.
{ echo $((bytes / 4096)) > proc/sys/kernel/shmall; } 2> /dev/null || true
if [ "$mode" = user ]; then echo 0 > proc/sys/user/max_user_namespaces; fi
pivot_root . .
umount -l .
mount -o remount,bind,ro,nosuid,nodev /
cd "$cell"
umask 077
# Made by the uid that owns them, at the last moment before the program.
set -- sh -c 'mkdir home tmp s; cd home; exec "$@"' sh "$@"
if [ "$mode" = root ]; then
  set -- setpriv --reuid "$uid" --regid "$uid" --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all -- sh -c '${withoutUserNamespaces}' sh "$uid" "$@"
else
  set -- setpriv --no-new-privs --bounding-set=-all --inh-caps=-all -- "$@"
fi
exec=
limited 1073741824 "$@"
exit $?
`;

/**
 * The same where there are only uids: no view of its own, so everything secret must be closed to others.
 * $1 uid  $2 the folder it starts in  $3 bytes a file may have  … program and words
 */
export const uidScript = `
set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
${limited}
uid=$1 room=$3
cd "$2"
shift 3
echo 900 > /proc/self/oom_score_adj || true
umask 077
exec=exec
limited "$room" setpriv --reuid "$uid" --regid "$uid" --clear-groups --no-new-privs --inh-caps=-all --pdeathsig KILL -- sh -c '${withoutUserNamespaces}' sh "$uid" "$@"
`;

/** Shown read-only in every sandbox, where they exist: programs, certificates and the few files a resolver reads. */
export const systemPaths: readonly string[] = [
	"/usr",
	"/etc/passwd",
	"/etc/group",
	"/etc/nsswitch.conf",
	"/etc/hosts",
	"/etc/resolv.conf",
	"/etc/localtime",
	"/etc/ld.so.cache",
	"/etc/alternatives",
	"/etc/ssl",
	"/etc/pki",
	"/etc/ca-certificates",
];
