package dev.smc.core.internal.image.qcow2;

/** How the compressed clusters of an image are compressed; one way for all of them. */
enum Qcow2Compression {
    DEFLATE("deflate stream"),
    ZSTD("series of zstd frames");

    private final String what;

    Qcow2Compression(String what) {
        this.what = what;
    }

    /** Returns what a compressed cluster is, for messages. */
    String what() {
        return what;
    }

    ClusterDecoder newDecoder() {
        return switch (this) {
            case DEFLATE -> new DeflateDecoder();
            case ZSTD -> new ZstdDecoder();
        };
    }
}
