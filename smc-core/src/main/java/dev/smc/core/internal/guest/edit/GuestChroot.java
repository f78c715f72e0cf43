package dev.smc.core.internal.guest.edit;

import dev.smc.core.internal.tool.Programs;
import dev.smc.core.internal.tool.Programs.FailedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a program is run on file systems of a guest as if they were those of this machine.
 *
 * @param directory where they are mounted, which only the program sees
 * @param mounts what is mounted where, what is within another after it; paths of plain letters
 */
record GuestChroot(Path directory, Map<String, WorkFile> mounts) {
    /**
     * Arguments: the directory, the number of mounts, of each its kind, options, file and path, and then the command.
     *
     * <p>As long as this script does something, links of the guest are not followed. Then the mounts are moved to the top of another
     * name space, so that there is no way up, and the command is run without the rights to mount, to use devices or to change the
     * kernel. When it ends, or this script's input does, everything in the name space of processes is killed.
     */
    private static final String SCRIPT = """
            set -e
            [ $$ -eq 1 ] || exit 1
            root=$1 count=$2
            shift 2
            mount -t tmpfs -o nosymfollow none "$root"
            ln -s / "$root/link"
            if [ -e "$root/link/" ]; then
                echo "this machine cannot mount a file system without following its links; Linux 5.10 can"
                exit 1
            fi
            umount "$root"
            points=
            while [ "$count" -gt 0 ]; do
                mount -t "$1" -o "$2" "$3" "$root$4"
                points="$points $4"
                shift 4
                count=$((count - 1))
            done
            place() {
                if [ -d "$root/$1" ]; then
                    mount -t "$2" -o "nosuid,$3" none "$root/$1"
                fi
            }
            [ -d "$root/dev" ] || mkdir "$root/dev"
            place proc proc ro,nodev,noexec
            place sys tmpfs ro,nodev,noexec
            place run tmpfs nodev,mode=755
            place tmp tmpfs nodev,mode=1777
            place var/tmp tmpfs nodev,mode=1777
            place dev tmpfs noexec,mode=755
            for device in null:3 zero:5 full:7 random:8 urandom:9; do
                mknod -m 666 "$root/dev/${device%:*}" c 1 "${device#*:}"
            done
            mknod -m 666 "$root/dev/tty" c 5 0
            ln -s /proc/self/fd "$root/dev/fd"
            ln -s /proc/self/fd/0 "$root/dev/stdin"
            ln -s /proc/self/fd/1 "$root/dev/stdout"
            ln -s /proc/self/fd/2 "$root/dev/stderr"
            mkdir "$root/dev/shm"
            place dev/shm tmpfs nodev,mode=1777
            mount -o remount,ro,nosuid,noexec none "$root/dev"
            for point in $points; do
                mount -o remount,bind,nosuid,nodev none "$root$point"
            done
            exec 3<&0 </dev/null
            set +e
            unshare --mount --propagation private sh -c '
                cd "$1" && shift && mount --move . / || exit 1
                exec 3<&-
                caps=-all,+chown,+dac_override,+fowner,+fsetid,+kill,+mknod,+setfcap,+setgid,+setuid,+sys_chroot
                exec setpriv --no-new-privs --bounding-set "$caps" env -i HOME=/root LC_ALL=C TERM=dumb \\
                    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin chroot . "$@"
            ' sh "$root" "$@" &
            command=$!
            { read -r _ <&3; kill -s KILL "$command"; } 2>/dev/null &
            wait "$command"
            status=$?
            kill -s KILL -- -1 2>/dev/null
            for point in $points; do
                sync -f "$root$point" || exit 1
            done
            tries=50
            until umount -R "$root"; do
                tries=$((tries - 1))
                [ "$tries" -gt 0 ] || exit 1
                sleep 0.1
            done
            exit "$status"
            """;

    /** Returns the command that runs a program of the guest; its input has to stay open until it has ended. */
    List<String> command(List<String> program) throws FailedException {
        List<String> command = new ArrayList<>();
        command.add(Programs.find("unshare")
                .orElseThrow(() -> new FailedException("unshare is not installed"))
                .toString());
        command.addAll(List.of("--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"));
        command.addAll(List.of("--net", "--ipc", "--uts", "sh", "-c", SCRIPT, "sh"));
        command.add(directory.toString());
        command.add(Integer.toString(mounts.size()));
        mounts.forEach((path, file) -> {
            String content = file.device().content();
            command.addAll(
                    List.of(content, Mounting.options(content), file.file().toString(), path));
        });
        command.addAll(program);
        return command;
    }
}
