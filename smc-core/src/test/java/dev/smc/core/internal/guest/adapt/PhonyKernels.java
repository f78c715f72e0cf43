package dev.smc.core.internal.guest.adapt;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** Kernels, modules and initial RAM disks of phony guests: of the right names, with headers and lists, but no code. */
final class PhonyKernels {
    private final JsonNode guest;
    private final BiConsumer<String, byte[]> files;
    /** Rescue kernels are copies, which share the modules of another. */
    private final Set<String> listed = new HashSet<>();

    /**
     * Takes what is to be made.
     *
     * @param files takes paths of the guest and their content
     */
    PhonyKernels(JsonNode guest, BiConsumer<String, byte[]> files) {
        this.guest = guest;
        this.files = files;
    }

    void add() {
        for (JsonNode kernel : guest.get("kernels")) {
            add(kernel);
        }
    }

    private void add(JsonNode kernel) {
        String release = kernel.get("release").asText();
        String modules = "/lib/modules/" + release + "/";
        files.accept(kernel.get("image").asText(), image(release));
        if (kernel.hasNonNull("initramfs")) {
            List<String> inside = new ArrayList<>();
            kernel.get("inside").forEach(module -> inside.add(path(module)));
            files.accept(
                    kernel.get("initramfs").asText(),
                    PhonyRamDisk.of(
                            kernel.get("generator").asText(),
                            kernel.get("compression").asText(),
                            release,
                            inside));
        }
        if (!listed.add(release)) {
            return;
        }
        List<String> dependencies = new ArrayList<>();
        for (JsonNode module : kernel.get("modules")) {
            put(modules + path(module), "module " + module.asText() + "\n");
            dependencies.add(path(module) + ":");
        }
        List<String> builtin = new ArrayList<>();
        kernel.get("builtin").forEach(module -> builtin.add(path(module)));
        put(modules + "modules.dep", lines(dependencies));
        put(modules + "modules.builtin", lines(builtin));
    }

    /** Returns the header of a kernel, as the boot protocols of x86 and arm64 have it. */
    private byte[] image(String release) {
        ByteBuffer image = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        if (guest.get("architecture").asText().equals("aarch64")) {
            image.put(56, "ARMd".getBytes(StandardCharsets.ISO_8859_1));
            return image.array();
        }
        image.put(0x202, "HdrS".getBytes(StandardCharsets.ISO_8859_1));
        image.putShort(0x206, (short) 0x20c);
        image.putShort(0x20e, (short) 0x400);
        image.putShort(0x236, (short) (guest.get("architecture").asText().equals("x86_64") ? 1 : 0));
        image.put(0x600, (release + " (builder) #1 SMP").getBytes(StandardCharsets.ISO_8859_1));
        return image.array();
    }

    private static String path(JsonNode module) {
        return "kernel/drivers/" + module.asText() + ".ko";
    }

    private static String lines(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    private void put(String path, String text) {
        files.accept(path, text.getBytes(StandardCharsets.UTF_8));
    }
}
