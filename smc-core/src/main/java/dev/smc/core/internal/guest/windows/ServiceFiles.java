package dev.smc.core.internal.guest.windows;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the files of drivers. */
final class ServiceFiles {
    private static final Pattern ROOT = Pattern.compile("(?i)(?:/systemroot|%systemroot%|%windir%)/(.*)");
    private static final Pattern ON_A_DRIVE = Pattern.compile("(?:/\\?\\?/)?[A-Za-z]:/(.*)");

    private final WindowsFiles files;
    private final String directory;

    /** Looks in a file system in which Windows has a directory. */
    ServiceFiles(WindowsFiles files, String directory) {
        this.files = files;
        this.directory = directory;
    }

    /** Returns whether the file of a driver is there. Drives are taken to be this file system. */
    boolean hasFile(RegistryKey service) {
        return files.has(path(service).replaceAll("/+", "/"));
    }

    private String path(RegistryKey service) {
        String path = service.text("ImagePath").orElse("").replace('\\', '/');
        if (path.isEmpty()) {
            return directory + "/System32/drivers/" + service.name() + ".sys";
        }
        Matcher onADrive = ON_A_DRIVE.matcher(path);
        if (onADrive.matches()) {
            return onADrive.group(1);
        }
        Matcher inRoot = ROOT.matcher(path);
        return directory + "/" + (inRoot.matches() ? inRoot.group(1) : path);
    }
}
