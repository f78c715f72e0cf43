package dev.smc.core.internal.guest.edit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.core.internal.filesystem.FileTree;
import dev.smc.core.internal.guest.GuestDevices;
import dev.smc.core.internal.guest.GuestRoot;
import dev.smc.core.internal.guest.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EditPlanTest {
    private static final String WHY = "it is tested";

    private final MemoryTree tree = new MemoryTree()
            .file("/etc/a", "one\ntwo\n")
            .file("/usr/lib/unit", "unit\n")
            .link("/lib", "usr/lib")
            .link("/etc/link", "a")
            .link("/etc/dangling", "/gone");
    private final GuestRoot root = GuestRoot.mounted(GuestDevices.of("ext4", 1, Optional.of(tree)), List.of());
    private final EditPlan plan = new EditPlan(root);

    private static List<String> changes(EditPlan plan) {
        return plan.edits().stream()
                .flatMap(edit -> edit.changes().stream())
                .map(change -> change.getClass().getSimpleName() + " " + change.path())
                .toList();
    }

    @Test
    void write_ofWhatIsThere_plansNothing() {
        plan.write("/etc/a", "one\ntwo\n", WHY);
        plan.link("/etc/dangling", "/gone", WHY);
        plan.remove("/etc/none", WHY);
        plan.setAside("/etc/none", WHY);

        assertThat(plan.edits()).isEmpty();
    }

    @Test
    void setAside_whereTheWayToOriginalsIsALink_keepsThemWhereItLeads() {
        tree.link("/var", "/data/var").directory("/data/var/lib");
        plan.setAside("/etc/a", WHY);

        assertThat(changes(plan)).containsExactly("Written /data/var/lib/smc/original/etc/a", "Removed /etc/a");
        assertThat(plan.edits().get(0).diff()).contains("kept as /data/var/lib/smc/original/etc/a\n");
        assertThat(Placement.of(root, List.of(new FileChange.Removed("/var/lib/x")))
                        .values())
                .containsExactly(List.of(new FileChange.Removed("/data/var/lib/x")));
    }

    @Test
    void find_ofAnEndlessPath_givesUp() {
        tree.link("/etc/here", ".");
        assertThat(root.find("/etc" + "/./here".repeat(30) + "/a")).isPresent();
        tree.directory("/d").link("/d/more", "." + "/../d".repeat(300) + "/x");
        assertThat(root.find("/d/more")).isEmpty();
    }

    @Test
    void write_andBack_comesToNothing() {
        plan.write("/etc/a", "three\n", WHY);
        plan.write("/etc/a", "one\ntwo\n", WHY);

        assertThat(plan.edits()).isEmpty();
    }

    @Test
    void write_twice_isOneEditWithAllReasonsAndTheStepOfTheFirst() {
        plan.step("first");
        plan.write("/etc/a", "one\n2\n", "two is to be 2");
        plan.step("second");
        plan.write("/etc/a", plan.text("/etc/a").orElseThrow() + "3\n", "there is to be 3");

        assertThat(plan.edits()).singleElement().satisfies(edit -> {
            assertThat(edit.step()).isEqualTo("first");
            assertThat(edit.reasons()).containsExactly("two is to be 2", "there is to be 3");
            assertThat(edit.diff()).isEqualTo("--- /etc/a\n+++ /etc/a\n@@ -1,2 +1,3 @@\n one\n-two\n+2\n+3\n");
        });
    }

    @Test
    void write_throughALink_changesWhatItLeadsTo() {
        plan.write("/etc/link", "three\n", WHY);

        assertThat(changes(plan)).containsExactly("Written /etc/a");
        assertThat(plan.text("/etc/a")).contains("three\n");
    }

    @Test
    void link_inADirectoryThatIsALink_isMadeWhereThatLeads() {
        plan.link("/lib/unit", "/dev/null", WHY);

        assertThat(changes(plan)).containsExactly("Linked /usr/lib/unit");
        assertThat(plan.exists("/usr/lib/unit")).isTrue();
        assertThat(plan.text("/usr/lib/unit")).isEmpty();
    }

    @Test
    void setAside_thenWrite_keepsTheOriginalFirst() {
        plan.setAside("/etc/a", WHY);
        assertThat(plan.exists("/etc/a")).isFalse();
        plan.write("/etc/a", "new\n", WHY);

        assertThat(changes(plan)).containsExactly("Written /var/lib/smc/original/etc/a", "Written /etc/a");
        assertThat(plan.edits().get(0).diff()).startsWith("the original is kept as /var/lib/smc/original/etc/a\n");
    }

    @Test
    void setAside_ofALinkThatLeadsNowhere_keepsTheLink() {
        plan.setAside("/etc/dangling", WHY);

        assertThat(changes(plan)).containsExactly("Linked /var/lib/smc/original/etc/dangling", "Removed /etc/dangling");
    }

    @Test
    void names_afterEdits_areAsEdited() {
        plan.write("/etc/new", "", WHY);
        plan.remove("/etc/a", WHY);
        plan.write("/etc/deeper/file", "", WHY);

        assertThat(plan.names("/etc")).containsExactly("dangling", "link", "new");
    }

    @Test
    void edits_ofFiles_keepOwnersAndPermissions() {
        tree.file("/etc/secret", "old".getBytes(StandardCharsets.ISO_8859_1), new FileTree.Attributes(0600, 7, 8));
        plan.write("/etc/secret", "new", WHY);
        plan.write("/etc/fresh", "new", 0640, WHY);

        assertThat(plan.edits().stream().flatMap(edit -> edit.changes().stream()))
                .extracting(change -> ((FileChange.Written) change).attributes())
                .containsExactly(new FileTree.Attributes(0600, 7, 8), new FileTree.Attributes(0640, 0, 0));
    }

    @Test
    void edits_ofBytesThatAreNoText_changeNoOtherByte() {
        byte[] content = new byte[256];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) i;
        }
        tree.file("/etc/bytes", content, new FileTree.Attributes(0644, 0, 0));
        plan.write("/etc/bytes", plan.text("/etc/bytes").orElseThrow() + "x", WHY);
        EditedTrees.apply(root, plan.edits());

        assertThat(root.bytes("/etc/bytes", 1000).orElseThrow())
                .startsWith(content)
                .hasSize(257);
    }

    @Test
    void diff_ofSecrets_doesNotShowThem() {
        tree.file("/etc/keys", "psk=abc\nWPA_PSK='x y'\nwifi.psk: abc\n  password = abc\nuser=root\n");
        plan.remove("/etc/keys", WHY);

        assertThat(plan.edits().get(0).diff()).doesNotContain("abc", "x y").contains("-psk=<not shown>", "-user=root");
    }

    @Test
    void write_ofWhatIsTooLongToBeRead_isRefusedAndNotCutOff() {
        tree.file("/etc/long", "0123456789abcdef".repeat(1 << 16) + "x");

        assertThat(plan.text("/etc/long")).isEmpty();
        plan.write("/etc/long", plan.text("/etc/long").orElse("") + "more\n", WHY);

        assertThat(plan.edits()).isEmpty();
        assertThat(plan.refused()).singleElement().satisfies(item -> {
            assertThat(item.name()).isEqualTo("/etc/long");
            assertThat(item.reason()).contains("longer than 1 MiB");
        });
    }

    @Test
    void write_ofWhatIsJustShortEnough_keepsAllOfIt() {
        String text = "0123456789abcdef".repeat(1 << 16);
        tree.file("/etc/long", text);
        plan.write("/etc/long", plan.text("/etc/long").orElse("") + "more\n", WHY);
        EditedTrees.apply(root, plan.edits());

        assertThat(root.bytes("/etc/long", 2 << 20))
                .hasValueSatisfying(bytes -> assertThat(bytes).hasSize(text.length() + 5));
        assertThat(plan.refused()).isEmpty();
    }

    @Test
    void setAside_ofWhatIsTooLongToBeRead_keepsAllOfIt() {
        tree.file("/etc/long", "x".repeat(5 << 20));
        plan.setAside("/etc/long", WHY);
        plan.write("/etc/long", "short\n", WHY);
        EditedTrees.apply(root, plan.edits());

        assertThat(root.text("/etc/long")).contains("short\n");
        assertThat(root.find("/var/lib/smc/original/etc/long"))
                .hasValueSatisfying(file -> assertThat(file.node().size()).isEqualTo(5 << 20));
        assertThat(plan.edits().get(0).diff()).endsWith("long file /etc/long: 5242880 -> 6 bytes\n");
    }
}
