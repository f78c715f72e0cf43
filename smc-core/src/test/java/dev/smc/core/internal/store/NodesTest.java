package dev.smc.core.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.StoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodesTest {
    @TempDir
    Path temp;

    @Test
    void join_twoNodes_seeEachOtherUntilOneLeaves() {
        Nodes one = Nodes.join(temp, () -> "one");
        Nodes two = Nodes.join(temp, () -> "two");
        assertThat(one.id()).isEqualTo("one");
        assertThat(one.isAlive("two")).isTrue();
        assertThat(two.isAlive("one")).isTrue();
        assertThat(temp.resolve("one.lock")).exists();

        one.close();
        one.close();

        assertThat(temp.resolve("one.lock")).doesNotExist();
        assertThat(two.isAlive("one")).isFalse();
        two.close();
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void join_idInUse_takesTheNext() {
        Iterator<String> ids = List.of("one", "two").iterator();
        try (Nodes one = Nodes.join(temp, () -> "one");
                Nodes two = Nodes.join(temp, ids::next)) {
            assertThat(two.id()).isEqualTo("two");
            assertThat(two.isAlive(one.id())).isTrue();
        }
    }

    @Test
    void join_filesOfDeadNodes_areRemoved() throws IOException {
        Files.createFile(temp.resolve("dead.lock"));
        Files.createFile(temp.resolve("note.txt"));

        try (Nodes node = Nodes.join(temp, () -> "one")) {
            assertThat(temp.resolve("dead.lock")).doesNotExist();
            assertThat(temp.resolve("note.txt")).exists();
            assertThat(node.isAlive("dead")).isFalse();
        }
    }

    @Test
    void isAlive_deadNode_removesItsFile() throws IOException {
        try (Nodes node = Nodes.join(temp, () -> "one")) {
            Files.createFile(temp.resolve("dead.lock"));
            assertThat(node.isAlive("dead")).isFalse();
            assertThat(temp.resolve("dead.lock")).doesNotExist();
        }
    }

    @Test
    void isAlive_cannotTell_staysOnTheSafeSide() throws IOException {
        try (Nodes node = Nodes.join(temp, () -> "one")) {
            Files.createDirectory(temp.resolve("odd.lock"));
            assertThat(node.isAlive("odd")).isTrue();
        }
    }

    @Test
    void join_noDirectory_isUnusable() {
        assertThatThrownBy(() -> Nodes.join(temp.resolve("missing"), () -> "one"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("missing");
    }

    /** The parent claims a job that a child process holds: refused while it lives, granted at once when it was killed. */
    @Test
    void claim_ownerKilled_succeedsAtOnceInTheNextEpoch() throws Exception {
        Path home = temp.resolve("home");
        StoreFixture fixture = new StoreFixture(home);
        fixture.openWithJob().close();
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
                Store store = Store.open(home, InstantSource.system(), () -> "parent", StoreFixture.RELAXED)) {
            assertThat(out.readLine()).isEqualTo("claimed in epoch 1");
            assertThatThrownBy(() -> store.jobs().claim("j-1", Claim.START, StoreFixture.TTL))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_STATE))
                    .hasMessageContaining("node child");

            child.destroyForcibly().waitFor();

            assertThat(store.jobs().claim("j-1", Claim.START, StoreFixture.TTL))
                    .isEqualTo(new Fence("j-1", "parent", 2));
            assertThat(home.resolve("nodes/child.lock")).doesNotExist();
        } finally {
            child.destroyForcibly();
        }
    }

    /** Claims job j-1 and waits to be killed. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws IOException {
            Store store = Store.open(Path.of(args[0]), InstantSource.system(), () -> "child", StoreFixture.RELAXED);
            Fence fence = store.jobs().claim("j-1", Claim.START, StoreFixture.TTL);
            System.out.println("claimed in epoch " + fence.epoch());
            System.out.flush();
            int ignored = System.in.read();
        }
    }
}
