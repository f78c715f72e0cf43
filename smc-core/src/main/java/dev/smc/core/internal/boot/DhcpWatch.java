package dev.smc.core.internal.boot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Watches the network of a guest: which address it is given by DHCP, and as whom it speaks. Leases that its firmware takes to start
 * from the network do not count. Frames may hold anything. Not thread-safe.
 */
final class DhcpWatch {
    private static final int MOST_REMEMBERED = 16;
    private static final int ETHERNET = 14;
    private static final int SOURCE_MAC = 6;
    private static final int TYPE = 12;
    private static final int ARP = 0x0806;
    private static final int ARP_SENDER = ETHERNET + 14;
    private static final int IPV4 = 0x0800;
    private static final int UDP = 17;
    /** The addresses of QEMU's own network begin with it. */
    private static final int HOST_MAC = 0x5255;

    private static final int BOOTP_REPLY = 2;
    private static final int XID = 4;
    private static final int GIVEN = 16;
    private static final int COOKIE = 236;
    private static final int MAGIC = 0x63825363;
    private static final int OPTION_TYPE = 53;
    private static final int OPTION_VENDOR = 60;
    private static final int ACK = 5;
    private static final int SERVER = 67;
    private static final int CLIENT = 68;

    private final Set<Integer> ofFirmware = new LinkedHashSet<>();
    private final Set<String> addresses = new LinkedHashSet<>();
    private Optional<String> lease = Optional.empty();

    /** Returns the address that the guest was given. */
    Optional<String> lease() {
        return lease;
    }

    /** Returns the addresses as which the guest spoke; at most 16. */
    Set<String> addresses() {
        return addresses;
    }

    /** Takes the next frame. */
    void frame(ByteBuffer frame) {
        frame.order(ByteOrder.BIG_ENDIAN);
        if (frame.remaining() < ETHERNET) {
            return;
        }
        boolean fromHost = u16(frame, SOURCE_MAC) == HOST_MAC && frame.get(SOURCE_MAC + 2) == 0x0a;
        switch (u16(frame, TYPE)) {
            case ARP -> {
                if (!fromHost && frame.remaining() >= ARP_SENDER + 4) {
                    speaker(frame, ARP_SENDER);
                }
            }
            case IPV4 -> ip(frame.slice(ETHERNET, frame.remaining() - ETHERNET), fromHost);
            default -> {}
        }
    }

    private void ip(ByteBuffer packet, boolean fromHost) {
        if (packet.remaining() < 20) {
            return;
        }
        int header = (packet.get(0) & 0x0f) * 4;
        if (!fromHost) {
            speaker(packet, 12);
        }
        if (packet.get(9) != UDP || header < 20 || packet.remaining() < header + 8) {
            return;
        }
        int from = u16(packet, header);
        int to = u16(packet, header + 2);
        if ((from == SERVER && to == CLIENT) || (from == CLIENT && to == SERVER)) {
            dhcp(packet.slice(header + 8, packet.remaining() - header - 8));
        }
    }

    private void dhcp(ByteBuffer message) {
        if (message.remaining() < COOKIE + 4 || message.getInt(COOKIE) != MAGIC) {
            return;
        }
        int xid = message.getInt(XID);
        Optional<ByteBuffer> vendor = option(message, OPTION_VENDOR);
        if (message.get(0) != BOOTP_REPLY) {
            if (vendor.map(DhcpWatch::text).filter(DhcpWatch::isFirmware).isPresent()
                    && ofFirmware.size() < MOST_REMEMBERED) {
                ofFirmware.add(xid);
            }
            return;
        }
        boolean acknowledged = option(message, OPTION_TYPE)
                .filter(type -> type.remaining() == 1 && type.get(0) == ACK)
                .isPresent();
        if (acknowledged && !ofFirmware.contains(xid) && message.getInt(GIVEN) != 0) {
            lease = lease.or(() -> Optional.of(address(message, GIVEN)));
        }
    }

    private static boolean isFirmware(String vendor) {
        return vendor.startsWith("PXEClient") || vendor.startsWith("HTTPClient");
    }

    private static Optional<ByteBuffer> option(ByteBuffer message, int code) {
        int at = COOKIE + 4;
        while (at < message.limit()) {
            int here = message.get(at) & 0xff;
            if (here == 0) {
                at++;
                continue;
            }
            if (here == 0xff || at + 1 >= message.limit()) {
                break;
            }
            int length = message.get(at + 1) & 0xff;
            if (at + 2 + length > message.limit()) {
                break;
            }
            if (here == code) {
                return Optional.of(message.slice(at + 2, length));
            }
            at += 2 + length;
        }
        return Optional.empty();
    }

    private void speaker(ByteBuffer bytes, int at) {
        if (bytes.getInt(at) != 0 && addresses.size() < MOST_REMEMBERED) {
            addresses.add(address(bytes, at));
        }
    }

    private static String address(ByteBuffer bytes, int at) {
        return (bytes.get(at) & 0xff) + "." + (bytes.get(at + 1) & 0xff) + "." + (bytes.get(at + 2) & 0xff) + "."
                + (bytes.get(at + 3) & 0xff);
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
    }

    private static int u16(ByteBuffer bytes, int at) {
        return bytes.getShort(at) & 0xffff;
    }
}
