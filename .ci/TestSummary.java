import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Adds up the Surefire reports of all modules and prints the closing line of the build. Run as
 * {@code java .ci/TestSummary.java ROOT START}; reports written before START, such as {@code 2026-11-23T08:00:00Z}, are ignored.
 */
final class TestSummary {
    private final Set<String> skippedTests = new TreeSet<>();
    private int run;
    private int failed;
    private int skipped;

    public static void main(String[] args) throws Exception {
        TestSummary summary = new TestSummary();
        Instant start = Instant.parse(args[1]);
        for (Path report : reports(Path.of(args[0]))) {
            if (!Files.getLastModifiedTime(report).toInstant().isBefore(start)) {
                summary.add(report);
            }
        }
        summary.print();
    }

    private static Iterable<Path> reports(Path root) throws IOException {
        try (Stream<Path> files = Files.find(root, 4, (path, attributes) -> path.toString()
                .matches(".*[/\\\\]target[/\\\\]surefire-reports[/\\\\]TEST-.*\\.xml"))) {
            return files.toList();
        }
    }

    private void add(Path report) throws Exception {
        Element suite = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(report.toFile())
                .getDocumentElement();
        run += number(suite, "tests");
        failed += number(suite, "failures") + number(suite, "errors");
        skipped += number(suite, "skipped");
        NodeList reasons = suite.getElementsByTagName("skipped");
        for (int i = 0; i < reasons.getLength(); i++) {
            Element reason = (Element) reasons.item(i);
            String test = ((Element) reason.getParentNode()).getAttribute("classname");
            skippedTests.add(test.substring(test.lastIndexOf('.') + 1) + ": " + text(reason));
        }
    }

    private static int number(Element suite, String attribute) {
        return Integer.parseInt(suite.getAttribute(attribute));
    }

    /** A condition's reason is an attribute; that of an assumption stands in a stack trace's first line. */
    private static String text(Element reason) {
        return reason.hasAttribute("message")
                ? reason.getAttribute("message")
                : reason.getTextContent()
                        .lines()
                        .findFirst()
                        .orElse("no reason given")
                        .replaceFirst(".*Assumption failed: ", "");
    }

    private void print() {
        System.out.println((run - failed - skipped) + " passed, " + failed + " failed, " + skipped + " skipped");
        if (!skippedTests.isEmpty()) {
            System.out.println("(" + String.join("; ", skippedTests) + ")");
        }
    }
}
