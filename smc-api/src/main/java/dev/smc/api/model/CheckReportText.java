package dev.smc.api.model;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An image check as plain text. */
final class CheckReportText {
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\x80-\\x9f&&[^\\t]]");

    private CheckReportText() {}

    static String of(ImageCheckReport report) {
        String guest = report.guest()
                .map(g -> visible(g.name() + " on " + g.root()) + "\n")
                .orElse("");
        return guest + worstFirst(report).stream().map(CheckReportText::line).collect(Collectors.joining());
    }

    static List<CheckItem> worstFirst(ImageCheckReport report) {
        return report.items().stream()
                .sorted(Comparator.comparing(CheckItem::status).reversed())
                .toList();
    }

    private static String line(CheckItem item) {
        String line = "%-8s  %-28s  %s%n".formatted(item.status(), visible(item.code()), visible(item.detail()));
        return item.remedy().isEmpty() ? line : line + "%-8s  %-28s  -> %s%n".formatted("", "", visible(item.remedy()));
    }

    /** Returns a text of a guest in one line that moves nothing on a terminal: control characters, but for tabs, as {@code \x1b}. */
    static String visible(String text) {
        return CONTROL.matcher(text)
                .replaceAll(found -> "\\\\x%02x".formatted((int) found.group().charAt(0)));
    }
}
