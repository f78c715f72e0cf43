package dev.smc.core.internal.boot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The smallest guest there is: 512 bytes that say something on the first serial port. */
final class BootSector {
    /** Says the text behind it, up to a zero, and halts or resets. */
    private static final byte[] CODE = bytes(
            0x31, 0xC0, // xor ax, ax
            0x8E, 0xD8, // mov ds, ax
            0xBE, 0x2A, 0x7C, // mov si, text
            0xFC, // cld
            0xAC, // next: lodsb
            0x84, 0xC0, // test al, al
            0x74, 0x12, // jz end
            0x88, 0xC3, // mov bl, al
            0xBA, 0xFD, 0x03, // mov dx, line status
            0xEC, // wait: in al, dx
            0xA8, 0x20, // test al, can take a byte
            0x74, 0xFB, // jz wait
            0x88, 0xD8, // mov al, bl
            0xBA, 0xF8, 0x03, // mov dx, data
            0xEE, // out dx, al
            0xEB, 0xE9); // jmp next

    private static final byte[] HALT = bytes(0xF4, 0xEB, 0xFD); // hlt; jmp back to it
    private static final byte[] RESET = bytes(0xEA, 0xF0, 0xFF, 0x00, 0xF0); // jmp f000:fff0
    private static final byte[] AGAIN = bytes(0xEB, 0xDF); // jmp to the start
    private static final int TEXT = 0x2A;
    private static final int DISK = 1 << 20;

    private BootSector() {}

    /** Writes a disk whose guest says a text, then does nothing. */
    static Path thatHalts(Path file, String text) throws IOException {
        return write(file, text, HALT);
    }

    /** Writes a disk whose guest says a text, then enters the firmware as after a reset. */
    static Path thatResets(Path file, String text) throws IOException {
        return write(file, text, RESET);
    }

    /** Writes a disk whose guest says a text for ever. */
    static Path thatRepeats(Path file, String text) throws IOException {
        return write(file, text, AGAIN);
    }

    private static Path write(Path file, String text, byte[] end) throws IOException {
        ByteBuffer disk = ByteBuffer.allocate(DISK);
        disk.put(CODE).put(end).position(TEXT);
        disk.put(text.getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
        disk.put(510, (byte) 0x55).put(511, (byte) 0xAA);
        return Files.write(file, disk.array());
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
