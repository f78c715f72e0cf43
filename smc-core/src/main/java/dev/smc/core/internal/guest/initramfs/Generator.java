package dev.smc.core.internal.guest.initramfs;

import java.util.Map;
import java.util.function.Predicate;

/** The program that made an image, which says how the image loads drivers. */
public enum Generator {
    /** Of Debian and Ubuntu. */
    INITRAMFS_TOOLS("initramfs-tools"),
    /** Of RHEL from 6 on, Fedora, SLES from 12 on. */
    DRACUT("dracut"),
    /** Of Arch Linux. */
    MKINITCPIO("mkinitcpio"),
    /** Of Alpine Linux. */
    MKINITFS("mkinitfs"),
    GENKERNEL("genkernel"),
    /** Of SLES up to 11 and openSUSE up to 13.1. */
    SUSE_MKINITRD("mkinitrd of SUSE"),
    /** Of RHEL up to 5: its scripts are run by nash. */
    NASH_MKINITRD("mkinitrd with nash"),
    BOOSTER("booster"),
    UNKNOWN("an unknown program");

    private final String title;

    Generator(String title) {
        this.title = title;
    }

    /** Returns its name, for people. */
    public String title() {
        return title;
    }

    /** Returns what made an image that has some entries, by what only its images have. */
    static Generator of(Map<String, ImageEntry> entries, Map<String, String> texts) {
        Predicate<String> has = entries::containsKey;
        if (has.test("etc/booster.init.yaml")) {
            return BOOSTER;
        }
        if (has.test("scripts/functions") && (has.test("conf/initramfs.conf") || has.test("conf/arch.conf"))) {
            return INITRAMFS_TOOLS;
        }
        if (has.test("lib/dracut-lib.sh")
                || has.test("usr/lib/dracut-lib.sh")
                || has.test("lib/dracut")
                || has.test("usr/lib/dracut")
                || entries.keySet().stream().anyMatch(name -> name.matches("dracut-[0-9][^/]*"))) {
            return DRACUT;
        }
        if (has.test("config") && (has.test("init_functions") || has.test("buildconfig"))) {
            return MKINITCPIO;
        }
        if (has.test("sbin/nlplug-findfs") || has.test("usr/sbin/nlplug-findfs")) {
            return MKINITFS;
        }
        if (has.test("etc/initrd.defaults") && has.test("etc/initrd.scripts")) {
            return GENKERNEL;
        }
        if (has.test("run_all.sh") || has.test("config/start.sh")) {
            return SUSE_MKINITRD;
        }
        if (has.test("bin/nash") || texts.getOrDefault("init", "").startsWith("#!/bin/nash")) {
            return NASH_MKINITRD;
        }
        return UNKNOWN;
    }
}
