package dev.smc.core.internal.boot;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What lines of a serial console mean. The patterns are simple, since a guest chooses what they are held against. */
final class ConsoleSigns {
    /** What a guest may print when its first start has done its work, where it shows no login prompt. */
    static final String FIRST_BOOT_MARKER = "SMC-FIRST-BOOT-OK";

    /** "Last login: ..." is a greeting. Between name and colon there is nothing else, but kernels may go on behind the prompt. */
    static final Pattern LOGIN =
            Pattern.compile("^(?!Last )(?:(?:\\(none\\)|[A-Za-z0-9][\\w.-]{0,63}) )?login:(?: |$)");

    /** What firmware says once each time that it starts a guest; also behind a prompt, where it did not clear the screen. */
    static final Pattern START = Pattern.compile("SeaBIOS \\(version|BdsDxe: starting Boot");

    /** A sign that the guest will not come up, and what it means. */
    private record Death(String meaning, Pattern pattern) {
        static Death of(String meaning, String pattern) {
            return new Death(meaning, Pattern.compile(pattern));
        }
    }

    private static final List<Death> DEATHS = List.of(
            Death.of("the kernel panicked", "Kernel panic - not syncing"),
            Death.of(
                    "the initramfs did not find the root file system",
                    "ALERT! .*(?:does not exist|[Dd]ropping to a shell)"),
            Death.of("the initramfs gave up and opened a shell", "^\\(initramfs\\)"),
            Death.of("the initramfs gave up and opened a shell", "^You are now being dropped into an emergency shell"),
            Death.of("the initramfs gave up and opened a shell", "initramfs emergency recovery shell launched"),
            Death.of("dracut gave up and opened a shell", "Entering emergency mode\\. Exit the shell to continue"),
            Death.of("dracut gave up and opened a shell", "^dracut:/#"),
            Death.of("systemd ended in emergency mode", "You are in emergency mode|^Welcome to emergency mode"),
            Death.of("systemd ended in rescue mode", "You are in rescue mode|^Welcome to rescue mode"),
            Death.of("the guest asks for maintenance", "^(?:Give root password for|Press Enter for) maintenance"),
            Death.of("the guest asks for maintenance", "Cannot open access to console, the root account is locked"),
            Death.of("systemd crashed", "systemd\\[1\\]: Freezing execution"),
            Death.of("GRUB ended in its rescue prompt", "^(?:Entering rescue mode\\.\\.\\.|grub rescue>)"),
            Death.of(
                    "GRUB found no configuration and ended in its prompt",
                    "^grub>|Minimal BASH-like line editing is supported"),
            Death.of("the firmware found nothing to start", "^No bootable device"),
            Death.of("the firmware found nothing to start", "^BdsDxe: No bootable option or device was found"),
            Death.of("the UEFI shell started instead of an operating system", "^UEFI Interactive Shell|^Shell> "),
            Death.of(
                    "the boot sector found nothing to start",
                    "^(?:Missing operating system|Operating [Ss]ystem not found|Error loading operating system"
                            + "|BOOTMGR is missing|NTLDR is missing|Invalid partition table)"));

    private static final Pattern TROUBLE = Pattern.compile(
            "^error: |^Boot failed: |^BdsDxe: failed|EXT4-fs error|EXT4-fs \\([^)]*\\): (?:error|no journal|bad|can't|unable|"
                    + "VFS: Can't|ext4_check_descriptors|get root inode failed|mount failed)"
                    + "|XFS \\([^)]*\\): .*(?:failed|[Cc]orrupt|Shutting down|Invalid superblock|No .* device)"
                    + "|BTRFS (?:error|critical)|VFS: (?:Cannot open|Unable to mount)|Gave up waiting for|No init found"
                    + "|Target filesystem doesn't have|UNEXPECTED INCONSISTENCY|Timed out waiting for|Dependency failed for"
                    + "|^dracut(?:-initqueue)?(?:\\[\\d+\\])?: (?:Warning|FATAL)|Warning: /dev/.* does not exist"
                    + "|^mount: .*(?:failed|wrong fs type|can't find|does not exist|unknown filesystem)|^Failed to mount "
                    + "|Buffer I/O error|blk_update_request: I/O error|Kernel BUG|BUG: |Oops: |soft lockup|Out of memory: "
                    + "|^ERROR: |^FATAL: |giving up\\.?$|Volume group \".*\" not found");

    private ConsoleSigns() {}

    /** Returns what a line means if the guest will not come up. */
    static Optional<String> death(String line) {
        return DEATHS.stream()
                .filter(death -> death.pattern.matcher(line).find())
                .map(Death::meaning)
                .findFirst();
    }

    /** Returns whether a line tells of trouble that a guest may survive. */
    static boolean isTrouble(String line) {
        return TROUBLE.matcher(line).find();
    }
}
