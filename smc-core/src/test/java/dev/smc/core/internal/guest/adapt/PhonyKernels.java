package dev.smc.core.internal.guest.adapt;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Kernels and modules of phony guests: of the right names, with next to nothing in them. */
final class PhonyKernels {
    private final JsonNode guest;
    private final BiConsumer<String, byte[]> files;

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
        put(kernel.get("image").asText(), "kernel " + release + "\n");
        if (kernel.hasNonNull("initramfs")) {
            put(kernel.get("initramfs").asText(), "initial RAM disk of " + release + "\n");
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
