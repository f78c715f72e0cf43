package dev.smc.core.internal.image.vhdx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** An entry of a log, made by hand. */
final class LogEntryFixture {
    private static final int SECTOR = 4096;

    private record Descriptor(long offset, long zeros, byte[] page) {}

    private final long sequence;
    private final int tail;
    private final List<Descriptor> descriptors = new ArrayList<>();
    private long flushedSize = -1;
    private long lastSize = -1;

    LogEntryFixture(long sequence, int tail) {
        this.sequence = sequence;
        this.tail = tail;
    }

    /** Writes a page of 4 KiB. */
    LogEntryFixture page(long offset, byte[] page) {
        descriptors.add(new Descriptor(offset, 0, page));
        return this;
    }

    LogEntryFixture zeros(long offset, long length) {
        descriptors.add(new Descriptor(offset, length, new byte[0]));
        return this;
    }

    LogEntryFixture sizes(long flushed, long last) {
        flushedSize = flushed;
        lastSize = last;
        return this;
    }

    byte[] bytes(long fileSize) {
        int descriptorSectors = (64 + descriptors.size() * 32 + SECTOR - 1) / SECTOR;
        int dataSectors =
                (int) descriptors.stream().filter(d -> d.page.length > 0).count();
        int length = (descriptorSectors + dataSectors) * SECTOR;
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(0, VhdxFixture.ascii("loge"))
                .putInt(8, length)
                .putInt(12, tail)
                .putLong(16, sequence);
        bytes.putInt(24, descriptors.size());
        VhdxFixture.putId(bytes, 32, VhdxFixture.LOG_ID);
        bytes.putLong(48, flushedSize < 0 ? fileSize : flushedSize);
        bytes.putLong(56, lastSize < 0 ? fileSize : lastSize);
        int at = 64;
        int data = descriptorSectors * SECTOR;
        for (Descriptor descriptor : descriptors) {
            bytes.putLong(at + 16, descriptor.offset).putLong(at + 24, sequence);
            if (descriptor.page.length == 0) {
                bytes.put(at, VhdxFixture.ascii("zero")).putLong(at + 8, descriptor.zeros);
            } else {
                ByteBuffer page = ByteBuffer.wrap(descriptor.page).order(ByteOrder.LITTLE_ENDIAN);
                bytes.put(at, VhdxFixture.ascii("desc")).putInt(at + 4, page.getInt(SECTOR - 4));
                bytes.putLong(at + 8, page.getLong(0));
                bytes.put(data, descriptor.page).put(data, VhdxFixture.ascii("data"));
                bytes.putInt(data + 4, (int) (sequence >>> 32)).putInt(data + SECTOR - 4, (int) sequence);
                data += SECTOR;
            }
            at += 32;
        }
        VhdxFixture.putChecksum(bytes, 0, length);
        return bytes.array();
    }
}
