package dev.smc.core.internal.image.vhdx;

import dev.smc.core.internal.image.file.ImageErrors;
import dev.smc.core.internal.image.file.Structure;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Which image is the parent of a differencing one, and where it was.
 *
 * @param linkage what the parent's content is identified by; while it is merged into there are two
 * @param paths where the parent was, in the order in which they are to be tried
 */
record VhdxLocator(Set<UUID> linkage, List<String> paths) {
    static final int HEADER_LENGTH = 20;

    private static final UUID VHDX = UUID.fromString("b04aefb7-d19e-4a81-b789-25b8e9445913");
    private static final int ENTRY_LENGTH = 12;
    private static final int MOST_ENTRIES = 64;

    static VhdxLocator parse(String location, Structure item) {
        if (!item.guid(0).equals(VHDX)) {
            throw ImageErrors.unsupported(
                    location, "has a parent of unknown kind " + item.guid(0) + ", which is not supported");
        }
        Map<String, String> values = values(item);
        Set<UUID> linkage = new HashSet<>();
        for (String key : List.of("parent_linkage", "parent_linkage2")) {
            String value = values.get(key);
            if (value != null) {
                linkage.add(id(item, value));
            }
        }
        item.check(!linkage.isEmpty(), 0, "a parent locator without parent_linkage", "one");
        return new VhdxLocator(
                Set.copyOf(linkage),
                Stream.of("relative_path", "volume_path", "absolute_win32_path")
                        .map(values::get)
                        .filter(Objects::nonNull)
                        .toList());
    }

    private static Map<String, String> values(Structure item) {
        int entries = item.u16(18);
        int room = (item.bytes().limit() - HEADER_LENGTH) / ENTRY_LENGTH;
        int most = Math.min(room, MOST_ENTRIES);
        item.check(entries <= most, 18, entries + " entries of a parent locator", "at most " + most);
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < entries; i++) {
            int at = HEADER_LENGTH + i * ENTRY_LENGTH;
            values.put(
                    text(item, at, item.u32(at), item.u16(at + 8)),
                    text(item, at, item.u32(at + 4), item.u16(at + 10)));
        }
        return values;
    }

    private static String text(Structure item, int at, long offset, int length) {
        item.check(
                offset <= item.bytes().limit() - (long) length,
                at,
                "a text of " + length + " bytes at byte " + offset,
                "one within the " + item.bytes().limit() + " bytes of the parent locator");
        return StandardCharsets.UTF_16LE
                .decode(item.bytes().slice((int) offset, length))
                .toString();
    }

    private static UUID id(Structure item, String value) {
        try {
            return UUID.fromString(value.replaceAll("[{}]", ""));
        } catch (IllegalArgumentException e) {
            throw item.corrupt(0, "parent_linkage '" + value + "'", "an identifier in braces");
        }
    }
}
