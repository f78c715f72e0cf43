package dev.smc.core.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.StoreException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
    @TempDir
    Path temp;

    private StoreFixture fixture;
    private Path home;
    private Path file;

    @BeforeEach
    void open() {
        home = temp.resolve("a/home");
        file = home.resolve("smc.db");
        fixture = new StoreFixture(home);
    }

    private static void assertUnusable(ThrowingCallable call, String... message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNUSABLE))
                .hasMessageContainingAll(message);
    }

    private void sql(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void open_missingHome_createsItForItsOwnerOnly() throws IOException {
        fixture.open().close();

        for (Path directory : List.of(home, home.resolve("nodes"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                    .isEqualTo("rwx------");
        }
        assertThat(file).isRegularFile();
    }

    @Test
    void open_existingHome_keepsItsPermissions() throws IOException {
        Files.createDirectories(home);
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-x---"));

        fixture.open().close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
                .isEqualTo("rwxr-x---");
    }

    @Test
    void open_homeIsAFile_isUnusable() throws IOException {
        Files.createDirectories(home.getParent());
        Files.writeString(home, "x");

        assertUnusable(() -> fixture.open(), home.toString(), "choose a directory");
    }

    @Test
    void open_newerVersion_isUnusableAndSaysBoth() throws SQLException {
        fixture.open().close();
        sql("update meta set value = '2' where key = 'version'");

        assertUnusable(() -> fixture.open(), "has version 2, this release reads version 1", "use the release");
        assertThat(home.resolve("nodes")).isEmptyDirectory();
    }

    @Test
    void open_unreadableVersion_isUnusable() throws SQLException {
        fixture.open().close();
        sql("update meta set value = 'x'");
        assertUnusable(() -> fixture.open(), "not a store of this library");
        sql("delete from meta");
        assertUnusable(() -> fixture.open(), "not a store of this library");
    }

    @Test
    void open_foreignDatabase_isUnusableAndUnchanged() throws SQLException, IOException {
        Files.createDirectories(home);
        sql("create table notes (text text)");

        assertUnusable(() -> fixture.open(), "is a database, but not a store of this library");
        sql("insert into notes values ('still mine')");
    }

    @Test
    void open_noDatabase_isUnusable() throws IOException {
        Files.createDirectories(home);
        Files.writeString(
                file, "this is not a database, but long enough to look like a header of something else".repeat(9));

        assertUnusable(() -> fixture.open(), file.toString(), "is no store or is damaged");
    }

    @Test
    void open_damagedDatabase_isUnusable() throws IOException {
        try (Store store = fixture.openWithJob()) {
            assertThat(store.jobs().list()).hasSize(1);
        }
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            for (long at = 4096; at + 200 < raw.length(); at += 4096) {
                raw.seek(at);
                raw.write(new byte[200]);
            }
        }

        assertUnusable(() -> fixture.open(), file.toString(), "restore it from a backup");
    }

    @Test
    void open_realStore_isInWriteAheadModeWithFullSyncAndForeignKeys() {
        fixture.open().close();
        try (Database database = Database.open(file, CommitHook.NONE)) {
            assertThat(pragma(database, "journal_mode")).isEqualTo("wal");
            assertThat(pragma(database, "synchronous")).isEqualTo("2");
            assertThat(pragma(database, "foreign_keys")).isEqualTo("1");
            assertThat(pragma(database, "busy_timeout")).isEqualTo("4000");
        }
        try (Database database = Database.open(file, StoreFixture.RELAXED)) {
            assertThat(pragma(database, "synchronous")).isEqualTo("0");
        }
        assertThat(CommitHook.NONE.forcesCommits()).isTrue();
    }

    private static String pragma(Database database, String name) {
        return database.read(
                tx -> tx.first("pragma " + name, row -> row.getString(1)).orElseThrow());
    }

    @Test
    void close_twice_doesNothingAndLaterUseIsRefused() {
        Store store = fixture.open();
        store.close();
        store.close();

        assertUnusable(() -> store.jobs().list(), "is closed");
        assertThat(home.resolve("nodes")).isEmptyDirectory();
    }

    @Test
    void write_failsBeforeCommit_changesNothing() {
        List<String> calls = new ArrayList<>();
        CommitHook hook = new CommitHook() {
            @Override
            public void beforeCommit() {
                calls.add("before");
                if (calls.size() > 4) {
                    throw new IllegalStateException("now");
                }
            }

            @Override
            public void afterCommit() {
                calls.add("after");
            }
        };
        try (Store store = fixture.open(hook)) {
            store.sources().insert(StoreFixture.source("s-1", "web01"));
            assertThatThrownBy(() -> store.sources().insert(StoreFixture.source("s-2", "web02")))
                    .hasMessage("now");
            assertThat(store.sources().list()).hasSize(1);
        }
        assertThat(calls).containsExactly("before", "after", "before", "after", "before");
    }

    @Test
    void write_databaseHeldByAnotherProgram_saysSo() throws SQLException {
        try (Store store = fixture.open();
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.execute("begin immediate");
            assertUnusable(() -> store.sources().insert(StoreFixture.source("s-1", "web01")), "kept it locked for 4 s");
            statement.execute("rollback");
            store.sources().insert(StoreFixture.source("s-1", "web01"));
        }
    }

    @Test
    void tables_ofNewStore_areThoseDocumented() throws SQLException {
        fixture.open().close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select name from sqlite_master where type = 'table'"
                        + " and name not like 'sqlite%' order by name")) {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            assertThat(names).containsExactly("baseline", "job", "meta", "resource", "round", "round_disk", "source");
        }
    }
}
