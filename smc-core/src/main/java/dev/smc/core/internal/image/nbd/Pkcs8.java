package dev.smc.core.internal.image.nbd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** Wraps private keys of the older formats PKCS #1 (RSA) and SEC 1 (EC) into PKCS #8, the one that Java reads. */
final class Pkcs8 {
    private static final byte SEQUENCE = 0x30;
    private static final byte INTEGER = 0x02;
    private static final byte OCTET_STRING = 0x04;
    private static final byte PARAMETERS = (byte) 0xa0;
    private static final byte[] VERSION = {INTEGER, 1, 0};
    /** Object identifier rsaEncryption, and its parameters: null. */
    private static final byte[] RSA = HexFormat.of().parseHex("06092a864886f70d0101010500");
    /** Object identifier ecPublicKey. */
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

    private Pkcs8() {}

    static byte[] ofRsa(byte[] pkcs1) {
        return wrap(RSA, pkcs1);
    }

    static byte[] ofEc(byte[] sec1) throws IOException {
        byte[] curve = curve(sec1);
        byte[] algorithm = new byte[EC.length + curve.length];
        System.arraycopy(EC, 0, algorithm, 0, EC.length);
        System.arraycopy(curve, 0, algorithm, EC.length, curve.length);
        return wrap(algorithm, sec1);
    }

    private static byte[] wrap(byte[] algorithm, byte[] key) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(VERSION);
        content.writeBytes(element(SEQUENCE, algorithm));
        content.writeBytes(element(OCTET_STRING, key));
        return element(SEQUENCE, content.toByteArray());
    }

    private static byte[] element(byte tag, byte[] content) {
        ByteBuffer out = ByteBuffer.allocate(content.length + 6).put(tag);
        if (content.length < 0x80) {
            out.put((byte) content.length);
        } else {
            int lengthBytes = content.length < 0x100 ? 1 : content.length < 0x10000 ? 2 : Integer.BYTES;
            out.put((byte) (0x80 + lengthBytes));
            for (int i = lengthBytes - 1; i >= 0; i--) {
                out.put((byte) (content.length >> (i * Byte.SIZE)));
            }
        }
        out.put(content);
        return Arrays.copyOf(out.array(), out.position());
    }

    /** Finds the curve in a key: a sequence of a version, the key itself, and the parameters. */
    private static byte[] curve(byte[] sec1) throws IOException {
        ByteBuffer sequence = content(ByteBuffer.wrap(sec1), SEQUENCE);
        content(sequence, INTEGER);
        content(sequence, OCTET_STRING);
        ByteBuffer parameters = content(sequence, PARAMETERS);
        byte[] curve = new byte[parameters.remaining()];
        parameters.get(curve);
        return curve;
    }

    private static ByteBuffer content(ByteBuffer in, byte tag) throws IOException {
        if (in.remaining() < 2 || in.get() != tag) {
            throw new IOException("the EC private key does not name its curve");
        }
        int length = Byte.toUnsignedInt(in.get());
        if (length == 0x81 && in.hasRemaining()) {
            length = Byte.toUnsignedInt(in.get());
        }
        if (length > in.remaining()) {
            throw new IOException("the EC private key is cut short");
        }
        ByteBuffer content = in.slice(in.position(), length);
        in.position(in.position() + length);
        return content;
    }
}
