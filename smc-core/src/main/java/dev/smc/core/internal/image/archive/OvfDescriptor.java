package dev.smc.core.internal.image.archive;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.ImageErrors;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads which disks an OVF descriptor gives its virtual system, in the order of the hardware. Names are taken without their
 * namespaces, which differ between versions and writers. Not thread-safe.
 */
final class OvfDescriptor {
    private static final int MOST_ELEMENTS = 100_000;
    private static final int LONGEST_TEXT = 4096;
    private static final Pattern RESOURCE = Pattern.compile("(?:ovf:)?/{1,2}(disk|file)/(.+)");
    private static final Pattern POWER_OF_TWO = Pattern.compile("byte\\s*\\*\\s*2\\s*\\^\\s*(\\d{1,2})");
    private static final String BYTE_ORDER_MARK = "\ufeff";
    private static final String DISK_DRIVE = "17";

    private final String location;
    private final Map<String, Attributes> files = new LinkedHashMap<>();
    private final Map<String, Attributes> disks = new LinkedHashMap<>();
    private final List<Item> items = new ArrayList<>();
    private int systems;

    private OvfDescriptor(String location) {
        this.location = location;
    }

    /** The attributes of an element by their names, empty where they are missing. */
    private record Attributes(Map<String, String> values) {
        String get(String name) {
            return values.getOrDefault(name, "");
        }
    }

    /** A piece of hardware: what the elements in it say. */
    private record Item(int system, Map<String, String> values) {
        String get(String name) {
            return values.getOrDefault(name, "");
        }

        /** Returns its place on its controller; what says none comes last. */
        int address() {
            try {
                return Integer.parseInt(get("AddressOnParent"));
            } catch (NumberFormatException e) {
                return Integer.MAX_VALUE;
            }
        }
    }

    /**
     * Returns the disks, at least one, the system disk first.
     *
     * @param location of the descriptor, for errors
     * @throws CorruptDiskException if it is no OVF descriptor, or names what it does not have
     * @throws dev.smc.api.error.SourceReadException if it describes what is not supported
     */
    static List<OvfDisk> disks(String location, byte[] xml) {
        OvfDescriptor descriptor = new OvfDescriptor(location);
        try {
            XMLStreamReader reader = factory().createXMLStreamReader(new StringReader(text(xml)));
            try {
                descriptor.read(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            int offset =
                    e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getCharacterOffset());
            throw new CorruptDiskException(location, offset, "no well-formed XML", "an OVF descriptor without a DTD");
        }
        return descriptor.resolve();
    }

    /** Decoded here, because Java's parser writes to the error output about what it cannot decode. */
    private static String text(byte[] xml) {
        boolean wide = xml.length >= 2 && (xml[0] & xml[1]) == (byte) 0xfe && xml[0] != xml[1];
        Charset charset = wide ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
        String text = new String(xml, charset);
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    /** Descriptors come from strangers: no DTD, so no entities, and nothing is fetched. */
    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        return factory;
    }

    private void read(XMLStreamReader reader) throws XMLStreamException {
        int elements = 0;
        while (reader.hasNext()) {
            if (reader.next() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            if (++elements > MOST_ELEMENTS) {
                throw corrupt("more than " + MOST_ELEMENTS + " elements", "fewer");
            }
            switch (reader.getLocalName()) {
                case "File" -> put(files, "id", reader);
                case "Disk" -> put(disks, "diskId", reader);
                case "VirtualSystem" -> systems++;
                case "Content" -> systems += isVirtualSystem(reader) ? 1 : 0;
                case "Item", "StorageItem" -> elements += readItem(reader);
                default -> {}
            }
        }
    }

    /** Version 0.9, which oVirt still writes, tells what an element is by its type. */
    private static boolean isVirtualSystem(XMLStreamReader reader) {
        String type = attributes(reader).get("type");
        return type.endsWith("VirtualSystem_Type");
    }

    private static void put(Map<String, Attributes> map, String key, XMLStreamReader reader) {
        Attributes attributes = attributes(reader);
        map.putIfAbsent(attributes.get(key), attributes);
    }

    private static Attributes attributes(XMLStreamReader reader) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            values.putIfAbsent(
                    reader.getAttributeLocalName(i), reader.getAttributeValue(i).strip());
        }
        return new Attributes(values);
    }

    /** Reads to the end of the item; returns how many elements it has. */
    private int readItem(XMLStreamReader reader) throws XMLStreamException {
        Map<String, String> values = new HashMap<>();
        StringBuilder text = new StringBuilder();
        int elements = 0;
        for (int depth = 1; depth > 0 && elements <= MOST_ELEMENTS; ) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    text.setLength(0);
                    elements++;
                    depth++;
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (text.length() < LONGEST_TEXT) {
                        text.append(reader.getText());
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    values.putIfAbsent(reader.getLocalName(), text.toString().strip());
                    depth--;
                }
                default -> {}
            }
        }
        items.add(new Item(systems, values));
        return elements;
    }

    private List<OvfDisk> resolve() {
        Set<String> inOrder = new LinkedHashSet<>();
        Set<Integer> owners = new LinkedHashSet<>();
        for (Item item : sortedItems()) {
            disk(item).ifPresent(id -> {
                inOrder.add(id);
                owners.add(item.system());
            });
        }
        if (owners.size() > 1) {
            throw ImageErrors.unsupported(
                    location, "describes " + owners.size() + " virtual machines; export each of them on its own");
        }
        // A disk that no hardware names is still a disk of the appliance, and must not be lost.
        inOrder.addAll(disks.keySet());
        if (inOrder.isEmpty()) {
            throw corrupt("no disks", "a DiskSection with one disk or more");
        }
        Comparator<String> bootDiskFirst =
                Comparator.comparing(id -> !attributes(disks, id).get("boot").equals("true"));
        return inOrder.stream().sorted(bootDiskFirst).map(this::disk).toList();
    }

    /** Items by their controllers, in the order these come, and by the address on them. */
    private List<Item> sortedItems() {
        Map<String, Integer> controllers = new HashMap<>();
        items.forEach(item -> controllers.putIfAbsent(item.get("Parent"), controllers.size()));
        Comparator<Item> byController = Comparator.comparing(item -> controllers.getOrDefault(item.get("Parent"), 0));
        return items.stream()
                .sorted(byController.thenComparingInt(Item::address))
                .toList();
    }

    /** Returns the id of the disk that an item is, if it is one; a file that is a disk without a Disk element becomes one. */
    private Optional<String> disk(Item item) {
        String resource = item.get("HostResource");
        Matcher matcher = RESOURCE.matcher(resource);
        if (!matcher.matches()) {
            return disks.entrySet().stream()
                    .filter(e -> !resource.isEmpty()
                            && (e.getKey().equals(resource)
                                    || e.getValue().get("fileRef").equals(resource)))
                    .map(Map.Entry::getKey)
                    .findFirst();
        }
        String id = matcher.group(2);
        if (matcher.group(1).equals("disk")) {
            if (!disks.containsKey(id)) {
                throw corrupt("hardware with the disk '" + id + "'", "one of the disks " + disks.keySet());
            }
            return Optional.of(id);
        }
        if (!item.get("ResourceType").equals(DISK_DRIVE)) {
            return Optional.empty(); // an image for a CD or floppy drive
        }
        disks.putIfAbsent(id, new Attributes(Map.of("diskId", id, "fileRef", id)));
        return Optional.of(id);
    }

    private static Attributes attributes(Map<String, Attributes> map, String id) {
        return map.getOrDefault(id, new Attributes(Map.of()));
    }

    private OvfDisk disk(String id) {
        Attributes disk = attributes(disks, id);
        if (!disk.get("parentRef").isEmpty()) {
            throw ImageErrors.unsupported(
                    location, "has the disk " + id + ", which stands on another disk; export it without snapshots");
        }
        String reference = disk.get("fileRef");
        if (reference.isEmpty()) {
            return new OvfDisk(id, "", capacity(id, disk.get("capacity"), disk.get("capacityAllocationUnits")));
        }
        Attributes file = files.get(reference);
        if (file == null || file.get("href").isEmpty()) {
            throw corrupt("the disk " + id + " in the file '" + reference + "'", "one of the files " + files.keySet());
        }
        refuse(id, file);
        return new OvfDisk(id, file.get("href"), 0);
    }

    private void refuse(String id, Attributes file) {
        String compression = file.get("compression");
        if (!List.of("", "identity", "gzip").contains(compression.toLowerCase(Locale.ROOT))) {
            throw ImageErrors.unsupported(
                    location, "has the disk " + id + " compressed by " + compression + ", which is not supported");
        }
        if (!file.get("chunkSize").isEmpty()) {
            throw ImageErrors.unsupported(
                    location, "has the disk " + id + " cut into chunks; join the files, or export it without chunks");
        }
    }

    private long capacity(String id, String capacity, String units) {
        Matcher power = POWER_OF_TWO.matcher(units);
        int shift = power.matches()
                ? Integer.parseInt(power.group(1))
                : switch (units.toLowerCase(Locale.ROOT)) {
                    case "", "byte", "bytes" -> 0;
                    case "kilobytes" -> 10;
                    case "megabytes" -> 20;
                    case "gigabytes" -> 30;
                    default -> Long.SIZE;
                };
        if (!capacity.matches("\\d{1,18}") || Long.parseLong(capacity) > Long.MAX_VALUE >> Math.min(62, shift)) {
            throw corrupt(
                    "the blank disk " + id + " of capacity '" + capacity + "' in units of '" + units + "'",
                    "a number of bytes");
        }
        return Long.parseLong(capacity) << shift;
    }

    private CorruptDiskException corrupt(String found, String expected) {
        return new CorruptDiskException(location, 0, found, expected);
    }
}
