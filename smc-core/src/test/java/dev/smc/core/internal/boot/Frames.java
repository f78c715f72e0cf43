package dev.smc.core.internal.boot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Frames as they pass between a guest and QEMU's own network, and files of them. */
final class Frames {
    private static final byte[] HOST = {0x52, 0x55, 0x0a, 0, 2, 2};
    private static final byte[] GUEST = {0x52, 0x54, 0, 0x12, 0x34, 0x56};
    private static final byte[] GUEST_ADDRESS = {10, 0, 2, 15};

    private Frames() {}

    /**
     * Returns a DHCP message.
     *
     * @param op 1 from the guest, 2 to it
     * @param type 5 for ACK
     * @param vendor the vendor class, left out if empty
     */
    static byte[] dhcp(int op, int xid, int type, String vendor) {
        ByteBuffer frame = ByteBuffer.allocate(14 + 20 + 8 + 300);
        boolean reply = op == 2;
        frame.put(reply ? GUEST : new byte[] {-1, -1, -1, -1, -1, -1}).put(reply ? HOST : GUEST);
        frame.putShort((short) 0x0800);
        frame.put((byte) 0x45)
                .put((byte) 0)
                .putShort((short) 328)
                .putInt(0)
                .put((byte) 64)
                .put((byte) 17);
        frame.putShort((short) 0).putInt(reply ? 0x0a000202 : 0).putInt(-1);
        frame.putShort((short) (reply ? 67 : 68)).putShort((short) (reply ? 68 : 67));
        frame.putShort((short) 308).putShort((short) 0);
        int message = frame.position();
        frame.put((byte) op).put((byte) 1).put((byte) 6).put((byte) 0).putInt(xid);
        if (reply) {
            frame.position(message + 16).put(GUEST_ADDRESS);
        }
        frame.position(message + 236).putInt(0x63825363);
        frame.put((byte) 53).put((byte) 1).put((byte) type);
        if (!vendor.isEmpty()) {
            frame.put((byte) 60).put((byte) vendor.length()).put(vendor.getBytes(StandardCharsets.US_ASCII));
        }
        frame.put((byte) 0xff);
        return frame.array();
    }

    /** Returns an ARP request of somebody for the gateway. */
    static byte[] arp(boolean fromHost, byte[] address) {
        ByteBuffer frame = ByteBuffer.allocate(42);
        frame.put(new byte[] {-1, -1, -1, -1, -1, -1})
                .put(fromHost ? HOST : GUEST)
                .putShort((short) 0x0806);
        frame.putShort((short) 1)
                .putShort((short) 0x0800)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) 1);
        frame.put(fromHost ? HOST : GUEST).put(address).put(new byte[6]).put(new byte[] {10, 0, 2, 2});
        return frame.array();
    }

    /** Returns a file of frames. */
    static byte[] pcap(ByteOrder order, byte[]... frames) {
        ByteBuffer file = ByteBuffer.allocate(64 << 10).order(order);
        file.putInt(0xa1b2c3d4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putInt(0)
                .putInt(0)
                .putInt(1024)
                .putInt(1);
        for (byte[] frame : frames) {
            file.putInt(1).putInt(2).putInt(frame.length).putInt(frame.length).put(frame);
        }
        byte[] bytes = new byte[file.position()];
        file.flip().get(bytes);
        return bytes;
    }
}
