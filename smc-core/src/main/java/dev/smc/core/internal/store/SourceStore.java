package dev.smc.core.internal.store;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.error.InvalidStateException;
import dev.smc.api.model.ModelJson;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.SourceState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The table of source servers. Their state is derived when they are read. Thread-safe. */
public final class SourceStore {
    private static final String SELECT =
            "select value, unavailable, exists (select 1 from job where source_id = source.id"
                    + " and status <> 'FINISHED') from source";

    private final Database database;

    SourceStore(Database database) {
        this.database = database;
    }

    /** Adds a source server; throws {@link InvalidSpecException} if its name is taken. */
    public void insert(SourceServer source) {
        database.write(tx -> {
            requireFree(tx, source.name());
            return tx.update(
                    "insert into source (id, name, value) values (?, ?, ?)",
                    source.id(),
                    source.name(),
                    ModelJson.write(source));
        });
    }

    /** Throws {@link InvalidSpecException} if a name is taken. */
    public void requireFree(String name) {
        database.read(tx -> {
            requireFree(tx, name);
            return true;
        });
    }

    private static void requireFree(Tx tx, String name) throws SQLException {
        if (tx.exists("select 1 from source where name = ?", name)) {
            throw new InvalidSpecException("name", "a source named \"" + name + "\" exists; choose another name");
        }
    }

    /** Returns a source server. */
    public Optional<SourceServer> find(String id) {
        return database.read(tx -> tx.first(SELECT + " where id = ?", SourceStore::source, id));
    }

    /** Returns a source server; throws {@code NOT_FOUND} if there is none. */
    public SourceServer get(String id) {
        return find(id).orElseThrow(() -> notFound(id));
    }

    /** Returns all source servers, oldest first. */
    public List<SourceServer> list() {
        return database.read(tx -> tx.list(SELECT + " order by seq", SourceStore::source));
    }

    /** Notes whether a disk of a source server could not be read when it was last opened. */
    public void unavailable(String id, boolean unavailable) {
        database.write(tx -> tx.update(
                "update source set unavailable = ? where id = ? and unavailable <> ?",
                unavailable ? 1 : 0,
                id,
                unavailable ? 1 : 0));
    }

    /** Removes a source server that no unfinished job uses. */
    public void delete(String id) {
        database.write(tx -> {
            Optional<String> job = tx.first(
                    "select id from job where source_id = ? and status <> 'FINISHED'", row -> row.getString(1), id);
            if (job.isPresent()) {
                throw new InvalidStateException(
                        ErrorCode.INVALID_STATE,
                        "source " + id + " is in use by job " + job.get(),
                        "let the job finish or delete it first");
            }
            if (tx.update("delete from source where id = ?", id) == 0) {
                throw notFound(id);
            }
            return true;
        });
    }

    private static SourceServer source(ResultSet row) throws SQLException {
        SourceState state = row.getInt(2) != 0
                ? SourceState.UNAVAILABLE
                : row.getInt(3) != 0 ? SourceState.IN_USE : SourceState.AVAILABLE;
        return ModelJson.read(row.getString(1), SourceServer.class).toBuilder()
                .state(state)
                .build();
    }

    private static InvalidStateException notFound(String id) {
        return new InvalidStateException(ErrorCode.NOT_FOUND, "there is no source \"" + id + "\"", "check the id");
    }
}
