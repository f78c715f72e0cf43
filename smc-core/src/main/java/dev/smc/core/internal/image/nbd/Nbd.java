package dev.smc.core.internal.image.nbd;

/** Numbers of the NBD protocol, by the names that its specification gives them. All integers on the wire are big-endian. */
final class Nbd {
    static final long MAGIC = 0x4e42444d41474943L; // "NBDMAGIC"
    static final long IHAVEOPT = 0x49484156454f5054L; // "IHAVEOPT"
    static final long OLDSTYLE_MAGIC = 0x00420281861253L;
    static final long OPTION_REPLY_MAGIC = 0x3e889045565a9L;
    static final int REQUEST_MAGIC = 0x25609513;
    static final int SIMPLE_REPLY_MAGIC = 0x67446698;
    static final int STRUCTURED_REPLY_MAGIC = 0x668e33ef;

    static final int FLAG_FIXED_NEWSTYLE = 1;
    static final int FLAG_NO_ZEROES = 2;

    static final int OPT_EXPORT_NAME = 1;
    static final int OPT_STARTTLS = 5;
    static final int OPT_GO = 7;
    static final int OPT_STRUCTURED_REPLY = 8;
    static final int OPT_SET_META_CONTEXT = 10;

    static final int REP_ACK = 1;
    static final int REP_INFO = 3;
    static final int REP_META_CONTEXT = 4;
    /** Replies from here on are errors. */
    static final int REP_ERROR = 1 << 31;

    static final int REP_ERR_UNSUP = REP_ERROR + 1;
    static final int REP_ERR_POLICY = REP_ERROR + 2;
    static final int REP_ERR_TLS_REQD = REP_ERROR + 5;
    static final int REP_ERR_UNKNOWN = REP_ERROR + 6;
    static final int REP_ERR_SHUTDOWN = REP_ERROR + 7;

    static final int INFO_EXPORT = 0;
    static final int INFO_BLOCK_SIZE = 3;

    static final int TRANSMISSION_HAS_FLAGS = 1;
    static final int TRANSMISSION_CAN_MULTI_CONN = 1 << 8;

    static final int CMD_READ = 0;
    static final int CMD_DISC = 2;
    static final int CMD_BLOCK_STATUS = 7;
    static final int REQUEST_BYTES = 28;

    static final int REPLY_FLAG_DONE = 1;
    static final int REPLY_NONE = 0;
    static final int REPLY_OFFSET_DATA = 1;
    static final int REPLY_OFFSET_HOLE = 2;
    static final int REPLY_BLOCK_STATUS = 5;
    /** Chunks of this bit are errors; this very one has no offset. */
    static final int REPLY_ERROR_BIT = 1 << 15;

    static final String BASE_ALLOCATION = "base:allocation";
    static final String DIRTY_BITMAP = "qemu:dirty-bitmap:";
    /** Of {@link #BASE_ALLOCATION}: every byte reads as zero. */
    static final int STATE_ZERO = 2;
    /** Of {@link #DIRTY_BITMAP}: may have been written. */
    static final int STATE_DIRTY = 1;

    /** Longest name of an export or of anything else, in bytes. */
    static final int MAX_STRING = 4096;

    private Nbd() {}
}
