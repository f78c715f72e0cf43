package dev.smc.api.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is known of the machine that a source server runs on, for {@link SourceSpec.Builder#putAllMachine}. The names are
 * {@code dmi.} and the name of the file in {@code /sys/class/dmi/id}, such as {@code dmi.sys_vendor};
 * {@code hypervisor.uuid}; and {@code cpuid}, the hypervisor's signature from CPUID leaf 0x40000000.
 */
public final class MachineFacts {
    private static final Path DMI = Path.of("/sys/class/dmi/id");
    private static final Path HYPERVISOR_UUID = Path.of("/sys/hypervisor/uuid");

    private static final List<String> DMI_NAMES = List.of(
            "sys_vendor",
            "product_name",
            "product_version",
            "product_uuid",
            "product_serial",
            "bios_vendor",
            "bios_version",
            "board_vendor",
            "board_name",
            "chassis_vendor",
            "chassis_asset_tag");

    /** What {@code dmidecode} calls the sections and fields. */
    private static final Map<String, String> DMIDECODE = Map.ofEntries(
            Map.entry("BIOS Information/Vendor", "bios_vendor"),
            Map.entry("BIOS Information/Version", "bios_version"),
            Map.entry("System Information/Manufacturer", "sys_vendor"),
            Map.entry("System Information/Product Name", "product_name"),
            Map.entry("System Information/Version", "product_version"),
            Map.entry("System Information/UUID", "product_uuid"),
            Map.entry("System Information/Serial Number", "product_serial"),
            Map.entry("Base Board Information/Manufacturer", "board_vendor"),
            Map.entry("Base Board Information/Product Name", "board_name"),
            Map.entry("Chassis Information/Manufacturer", "chassis_vendor"),
            Map.entry("Chassis Information/Asset Tag", "chassis_asset_tag"));

    private static final Set<String> EMPTY =
            Set.of("", "Not Specified", "None", "To Be Filled By O.E.M.", "Default string", "Not Available");

    private MachineFacts() {}

    /** Returns what Linux tells of the machine that this process runs on; empty on other systems. What may not be read is left out. */
    public static Map<String, String> ofThisMachine() {
        Map<String, String> facts = new TreeMap<>();
        for (String name : DMI_NAMES) {
            put(facts, "dmi." + name, read(DMI.resolve(name)));
        }
        put(facts, "hypervisor.uuid", read(HYPERVISOR_UUID));
        return facts;
    }

    /** Returns what the output of the program {@code dmidecode} tells; of several boards or chassis, the first. */
    public static Map<String, String> ofDmidecode(String output) {
        Map<String, String> facts = new TreeMap<>();
        String section = "";
        for (String line : output.lines().toList()) {
            if (!line.startsWith("\t") && !line.isBlank()) {
                section = line.strip();
            } else if (line.indexOf(':') > 0) {
                int colon = line.indexOf(':');
                String name =
                        DMIDECODE.get(section + "/" + line.substring(0, colon).strip());
                if (name != null) {
                    put(facts, "dmi." + name, line.substring(colon + 1));
                }
            }
        }
        return facts;
    }

    private static void put(Map<String, String> facts, String name, String value) {
        String text = value.strip();
        if (!EMPTY.contains(text)) {
            facts.putIfAbsent(name, text);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
