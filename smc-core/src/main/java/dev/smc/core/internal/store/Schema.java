package dev.smc.core.internal.store;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;

/** Creates the tables of a new store, and refuses a store that this release does not understand. */
final class Schema {
    static final int VERSION = 1;
    private static final String TABLES = "/schema/sqlite.sql";
    private static final String BASELINE = "/schema/sqlite-baseline.sql";

    private Schema() {}

    static void prepare(Database database, Path file) {
        database.write(tx -> {
            String damage =
                    tx.first("pragma quick_check(1)", row -> row.getString(1)).orElse("ok");
            if (!damage.equals("ok")) {
                throw new StoreException(
                        ErrorCode.STORE_UNUSABLE,
                        "the store " + file + " is damaged: " + damage,
                        "restore it from a backup, or choose another home directory");
            }
            if (!tx.exists("select 1 from sqlite_master")) {
                create(tx, TABLES);
            }
            checkVersion(tx, file);
            create(tx, BASELINE);
            return true;
        });
    }

    private static void create(Tx tx, String resource) throws SQLException {
        for (String statement : script(resource).split(";", -1)) {
            if (!statement.isBlank()) {
                tx.update(statement);
            }
        }
    }

    private static void checkVersion(Tx tx, Path file) throws SQLException {
        String found = !tx.exists("select 1 from sqlite_master where type = 'table' and name = 'meta'")
                ? ""
                : tx.first("select value from meta where key = 'version'", row -> row.getString(1))
                        .orElse("");
        if (!found.matches("[0-9]{1,9}")) {
            throw new StoreException(
                    ErrorCode.STORE_UNUSABLE,
                    file + " is a database, but not a store of this library",
                    "choose another home directory");
        }
        if (Integer.parseInt(found) != VERSION) {
            throw new StoreException(
                    ErrorCode.STORE_UNUSABLE,
                    "the store " + file + " has version " + found + ", this release reads version " + VERSION,
                    "use the release that wrote it or a newer one, or choose another home directory");
        }
    }

    private static String script(String resource) {
        try (InputStream in = Schema.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new StoreException(
                        ErrorCode.STORE_UNUSABLE,
                        resource + " is missing from the jar",
                        "use an unchanged jar of smc-core");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
