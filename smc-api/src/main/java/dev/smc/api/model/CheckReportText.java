package dev.smc.api.model;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** An image check as plain text. */
final class CheckReportText {
    private CheckReportText() {}

    static String of(ImageCheckReport report) {
        String guest =
                report.guest().map(g -> g.name() + " on " + g.root() + "\n").orElse("");
        return guest + worstFirst(report).stream().map(CheckReportText::line).collect(Collectors.joining());
    }

    static List<CheckItem> worstFirst(ImageCheckReport report) {
        return report.items().stream()
                .sorted(Comparator.comparing(CheckItem::status).reversed())
                .toList();
    }

    private static String line(CheckItem item) {
        String line = "%-8s  %-28s  %s%n".formatted(item.status(), item.code(), item.detail());
        return item.remedy().isEmpty() ? line : line + "%-8s  %-28s  -> %s%n".formatted("", "", item.remedy());
    }
}
