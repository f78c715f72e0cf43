package dev.smc.core.internal.guest.windows;

import dev.smc.api.error.CorruptDiskException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the hive {@code SYSTEM}. */
final class SystemHive {
    private static final int MOST_CONTROL_SETS = 999;
    private static final int MOST_FILTERS = 4096;
    private static final String VIRTIO = "VEN_1AF4";

    private final RegistryHive hive;
    private final ServiceFiles files;
    private final int number;
    private final RegistryKey controlSet;
    private final Map<String, RegistryKey> services = new TreeMap<>();

    private SystemHive(RegistryHive hive, ServiceFiles files) {
        this.hive = hive;
        this.files = files;
        OptionalLong current =
                hive.key("Select").map(key -> key.number("Current")).orElse(OptionalLong.empty());
        this.number = (int) Math.min(current.orElse(0), MOST_CONTROL_SETS);
        String name = String.format(Locale.ROOT, "ControlSet%03d", number);
        this.controlSet = hive.key(name)
                .orElseThrow(() -> new CorruptDiskException(
                        hive.name(), 0, "no " + name, "the control set that Select\\Current names"));
        for (RegistryKey service :
                controlSet.key("Services").map(RegistryKey::keys).orElse(List.of())) {
            services.put(service.name().toLowerCase(Locale.ROOT), service);
        }
    }

    static WindowsSystem read(RegistryHive hive, ServiceFiles files) {
        return new SystemHive(hive, files).read();
    }

    private WindowsSystem read() {
        return new WindowsSystem(
                number,
                text("Control\\ComputerName\\ComputerName", "ComputerName")
                        .or(() -> text("Services\\Tcpip\\Parameters", "Hostname")),
                text("Control\\Session Manager\\Environment", "PROCESSOR_ARCHITECTURE"),
                isSet(controlSet.key("Control\\TimeZoneInformation"), "RealTimeIsUniversal"),
                drivers(),
                Set.copyOf(services.keySet()),
                virtioDevices(),
                filters(),
                pending());
    }

    private Optional<String> text(String key, String value) {
        return controlSet.key(key).flatMap(found -> found.text(value));
    }

    private static boolean isSet(Optional<RegistryKey> key, String value) {
        return key.map(found -> found.number(value).orElse(0) != 0).orElse(false);
    }

    private List<WindowsDriver> drivers() {
        List<WindowsDriver> drivers = new ArrayList<>();
        KnownDrivers.byName().forEach((name, kind) -> {
            RegistryKey service = services.get(name);
            if (service != null) {
                drivers.add(new WindowsDriver(
                        service.name(), kind, start(service), isOverridden(service), files.hasFile(service)));
            }
        });
        return drivers;
    }

    private static Optional<WindowsDriver.Start> start(RegistryKey service) {
        long start = service.number("Start").orElse(-1);
        WindowsDriver.Start[] all = WindowsDriver.Start.values();
        return start >= 0 && start < all.length ? Optional.of(all[(int) start]) : Optional.empty();
    }

    private static boolean isOverridden(RegistryKey service) {
        return service.key("StartOverride").stream()
                .flatMap(key -> key.values().stream())
                .anyMatch(value -> value.number().orElse(0) != 0);
    }

    /** Up to Windows 7 there is a database of its own for what is needed to start, later one of all drivers. */
    private Set<String> virtioDevices() {
        Set<String> devices = new TreeSet<>();
        controlSet.key("Control\\CriticalDeviceDatabase").ifPresent(key -> addVirtio(key, devices));
        hive.key("DriverDatabase\\DeviceIds\\PCI").ifPresent(key -> addVirtio(key, devices));
        return devices;
    }

    private static void addVirtio(RegistryKey database, Set<String> devices) {
        for (RegistryKey device : database.keys()) {
            String id = device.name().toUpperCase(Locale.ROOT);
            if (id.contains(VIRTIO)) {
                devices.add(id.substring(id.indexOf(VIRTIO)));
            }
        }
    }

    private List<ClassFilter> filters() {
        List<ClassFilter> filters = new ArrayList<>();
        for (RegistryKey type :
                controlSet.key("Control\\Class").map(RegistryKey::keys).orElse(List.of())) {
            addFilters(type, true, filters);
            addFilters(type, false, filters);
        }
        return filters;
    }

    private void addFilters(RegistryKey type, boolean isUpper, List<ClassFilter> filters) {
        for (String driver : type.texts(isUpper ? "UpperFilters" : "LowerFilters")) {
            if (filters.size() == MOST_FILTERS) {
                return;
            }
            Optional<RegistryKey> service = Optional.ofNullable(services.get(driver.toLowerCase(Locale.ROOT)));
            filters.add(new ClassFilter(
                    type.name(),
                    type.text("Class").orElse(""),
                    isUpper,
                    driver,
                    service.isPresent(),
                    service.map(files::hasFile).orElse(false)));
        }
    }

    private Set<PendingWork> pending() {
        Set<PendingWork> pending = EnumSet.noneOf(PendingWork.class);
        boolean renames = controlSet
                .key("Control\\Session Manager")
                .map(key -> !key.texts("PendingFileRenameOperations").isEmpty())
                .orElse(false);
        if (renames) {
            pending.add(PendingWork.FILE_RENAMES);
        }
        Optional<RegistryKey> setup = hive.key("Setup");
        if (isSet(setup, "SystemSetupInProgress")
                || isSet(setup, "OOBEInProgress")
                || isSet(setup, "UpgradeInProgress")) {
            pending.add(PendingWork.SETUP);
        }
        return pending;
    }
}
