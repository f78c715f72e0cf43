package dev.smc.core.internal.partition;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/** Types of GPT partitions. */
public final class Guids {
    public static final String LINUX = "0FC63DAF-8483-4772-8E79-3D69D8477DE4";
    public static final String EFI = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B";
    public static final String BIOS_BOOT = "21686148-6449-6E6F-744E-656564454649";

    private Guids() {}

    /** Returns the bytes of a GUID as GPT stores it. */
    public static byte[] bytes(String guid) {
        UUID uuid = UUID.fromString(guid);
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) (uuid.getMostSignificantBits() >>> 32))
                .putShort((short) (uuid.getMostSignificantBits() >>> 16))
                .putShort((short) uuid.getMostSignificantBits())
                .order(ByteOrder.BIG_ENDIAN)
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }
}
