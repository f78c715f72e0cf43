package dev.smc.api.model;

import java.util.stream.Collectors;

/** An image check as a page of HTML. */
final class CheckReportHtml {
    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Image check: %1$s</title>
            <style>
            body { font: 15px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 60em; padding: 0 1em; color: #222; }
            table { border-collapse: collapse; width: 100%%; }
            th, td { text-align: left; vertical-align: top; padding: .4em .7em; border-bottom: 1px solid #ddd; }
            .remedy { color: #555; }
            .CRITICAL { color: #b00020; font-weight: 600; }
            .WARNING { color: #945700; font-weight: 600; }
            .UNKNOWN { color: #5c4a8a; }
            .OK { color: #1b6e2d; }
            .INFO { color: #555; }
            @media (prefers-color-scheme: dark) {
              body { background: #181818; color: #ddd; } th, td { border-color: #444; } .remedy, .INFO { color: #aaa; }
              .CRITICAL { color: #ff7b8a; } .WARNING { color: #ffb84d; } .OK { color: #7fd992; } .UNKNOWN { color: #b9a6f2; }
            }
            </style>
            </head>
            <body>
            <h1>Image check: <span class="%2$s">%2$s</span></h1>
            <p>%1$s</p>
            <table>
            <tr><th>Status</th><th>Item</th><th>Found</th></tr>
            %3$s</table>
            </body>
            </html>
            """;

    private CheckReportHtml() {}

    static String of(ImageCheckReport report) {
        String guest = report.guest().map(g -> g.name() + " on " + g.root()).orElse("no guest recognised");
        String rows = CheckReportText.worstFirst(report).stream()
                .map(CheckReportHtml::row)
                .collect(Collectors.joining());
        return PAGE.formatted(escaped(guest), report.status(), rows);
    }

    private static String row(CheckItem item) {
        String remedy = item.remedy().isEmpty() ? "" : "<div class=\"remedy\">" + escaped(item.remedy()) + "</div>";
        return "<tr><td class=\"" + item.status() + "\">" + item.status() + "</td><td>" + escaped(item.code())
                + "</td><td>" + escaped(item.detail()) + remedy + "</td></tr>\n";
    }

    private static String escaped(String text) {
        return CheckReportText.visible(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
