//! The mounts that complete an instance's system, made by its first process.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use crate::{disk::on_host, system::Mount};

/// Run inside the instance's own namespaces, as its first process: completes the root folder `$1`,
/// names the host `$2`, makes what is asked for before `--` and runs the rest of the arguments in
/// there. It ends, and everything in it with it, when that program does, or when its standard input
/// does: when the lab is gone, however it went.
pub(super) const SCRIPT: &str = r#"
set -eu
root=$1 host=$2
shift 2
mount --bind "$root" "$root"
mount --bind /usr "$root/usr"
mount -o remount,bind,ro "$root/usr"
for dir in /bin /sbin /lib /lib64; do
    [ -L "$root$dir" ] || [ ! -d "$dir" ] || mount --bind "$dir" "$root$dir"
done
[ ! -d /etc/alternatives ] || mount --bind /etc/alternatives "$root/etc/alternatives"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for name in null zero full random urandom tty; do
    : > "$root/dev/$name"
    mount --bind "/dev/$name" "$root/dev/$name"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ln -s /proc/self/fd/0 "$root/dev/stdin"
ln -s /proc/self/fd/1 "$root/dev/stdout"
ln -s /proc/self/fd/2 "$root/dev/stderr"
ln -s /run/lab/log "$root/dev/log"
printf '%s' "$host" > "$root/proc/sys/kernel/hostname" || true
while [ "$1" != -- ]; do
    case $1 in
    usr) mount -t overlay -o "lowerdir=$2:/usr" overlay "$root/usr" ;;
    *)
        if [ ! -d "$2" ]; then
            mkdir "$2"
            chown --reference="${2%/*}" "$2"
        fi
        ;;
    esac
    case $1 in
    read-only)
        mount --bind "$2" "$2"
        mount -o remount,bind,ro "$2"
        ;;
    small=*)
        mount -t tmpfs -o "size=${1#small=}" tmpfs /mnt
        cp -a "$2/." /mnt
        mount --move /mnt "$2"
        ;;
    esac
    shift 2
done
shift
exec 3<&0
trap 'exit 1' TERM
{ chroot "$root" "$@" < /dev/null || true; kill -TERM "$$"; } &
cat <&3 > /dev/null &
wait "$!"
"#;

/// What [`SCRIPT`] is asked for: pairs of a word and a path of the host, then the mark of their end.
pub(super) fn to_make(disk: &Path, layer: Option<PathBuf>, mounts: &[Mount]) -> Vec<OsString> {
    let layer = layer.map(|layer| ("usr".to_owned(), layer));
    let mounts = mounts.iter().map(|mount| match mount {
        Mount::Small { folder, size_bytes } => {
            (format!("small={size_bytes}"), on_host(disk, folder))
        }
        Mount::ReadOnly { folder } => ("read-only".to_owned(), on_host(disk, folder)),
    });
    let pairs = layer.into_iter().chain(mounts);
    let mut words: Vec<OsString> = pairs
        .flat_map(|(word, path)| [word.into(), path.into_os_string()])
        .collect();
    words.push("--".into());
    words
}
