package dev.smc.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ImageCheckReportTest {
    private static final String HOSTILE = "\u001b]0;owned\u0007\u009b2J\u007f\na\tb\\x";
    private static final String HARMLESS = "\\x1b]0;owned\\x07\\x9b2J\\x7f\\x0aa\tb\\x";

    /** What is on a disk must neither steer a terminal nor make up lines of the report. */
    @Test
    void report_ofAGuestWithControlCharacters_showsThem() {
        ImageCheckReport report = ImageCheckReport.of(r -> r.guest(
                        Samples.GUEST_INFO.toBuilder().name(HOSTILE).build())
                .addItem(CheckItem.of(i -> i.code("SOURCE.Ssh")
                        .status(CheckStatus.WARNING)
                        .detail(HOSTILE)
                        .remedy(HOSTILE))));

        assertThat(report.toText().lines()).hasSize(3).allMatch(line -> line.contains(HARMLESS));
        assertThat(report.toHtml().split("\\Q" + HARMLESS + "\\E", -1)).hasSize(5);
        assertThat(report.toText() + report.toHtml()).doesNotContainPattern("[\\p{Cntrl}\\x80-\\x9f&&[^\\t\\r\\n]]");
    }
}
