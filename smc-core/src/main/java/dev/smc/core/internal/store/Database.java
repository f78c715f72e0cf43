package dev.smc.core.internal.store;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/**
 * One connection to the SQLite file, and transactions on it. Write-ahead log with full synchronisation: what was committed
 * survives a power failure. Thread-safe: transactions of one process queue for a lock, those of several for SQLite's.
 */
final class Database implements AutoCloseable {
    /** How long to wait for another process; with the wait of a queue still well below the life of a lease. */
    static final Duration BUSY_TIMEOUT = Duration.ofSeconds(4);

    private final Path file;
    private final Connection connection;
    private final CommitHook hook;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;

    private Database(Path file, Connection connection, CommitHook hook) {
        this.file = file;
        this.connection = connection;
        this.hook = hook;
    }

    /** The statements of a transaction. */
    interface Work<T> {
        T run(Tx tx) throws SQLException;
    }

    static Database open(Path file, CommitHook hook) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) BUSY_TIMEOUT.toMillis());
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(
                hook.forcesCommits() ? SQLiteConfig.SynchronousMode.FULL : SQLiteConfig.SynchronousMode.OFF);
        config.enforceForeignKeys(true);
        Database database;
        try {
            database = new Database(file, config.createConnection("jdbc:sqlite:" + file), hook);
        } catch (SQLException e) {
            throw unusable(file, e);
        }
        try {
            Schema.prepare(database, file);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
        return database;
    }

    /** Runs statements that only read, on one consistent state. */
    <T> T read(Work<T> work) {
        return transact("begin deferred", work, CommitHook.NONE);
    }

    /** Runs statements that write: all of them take effect and are on stable storage, or none does. */
    <T> T write(Work<T> work) {
        return transact("begin immediate", work, hook);
    }

    private <T> T transact(String begin, Work<T> work, CommitHook around) {
        T result;
        lock.lock();
        try {
            if (closed) {
                throw new StoreException(
                        ErrorCode.STORE_UNUSABLE, "the centre on " + file + " is closed", "open it again");
            }
            execute(begin);
            try {
                result = work.run(new Tx(connection));
                around.beforeCommit();
                execute("commit");
            } catch (SQLException | RuntimeException | Error e) {
                rollback(e);
                throw e;
            }
        } catch (SQLException e) {
            throw unusable(file, e);
        } finally {
            lock.unlock();
        }
        around.afterCommit();
        return result;
    }

    private void rollback(Throwable reason) {
        try {
            execute("rollback");
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static StoreException unusable(Path file, SQLException e) {
        String remedy = switch (SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff)) {
            case SQLITE_NOTADB, SQLITE_CORRUPT ->
                "it is no store or is damaged: restore it from a backup, or" + " choose another home directory";
            case SQLITE_BUSY, SQLITE_LOCKED ->
                "another program has kept it locked for " + BUSY_TIMEOUT.toSeconds()
                        + " s: end that program and try again";
            case SQLITE_FULL -> "its file system is full: make room and try again";
            default -> "check that the directory can be written by this user, and try again";
        };
        return new StoreException(
                ErrorCode.STORE_UNUSABLE, "the store " + file + " cannot be used: " + e.getMessage(), remedy, e);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                connection.close();
            }
        } catch (SQLException e) {
            throw unusable(file, e);
        } finally {
            lock.unlock();
        }
    }
}
