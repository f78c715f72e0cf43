package dev.smc.core.internal.guest.initramfs;

import dev.smc.core.internal.guest.GuestFile;
import dev.smc.core.internal.guest.GuestRoot;
import dev.smc.core.internal.guest.initramfs.InitramfsAddition.Addition;
import dev.smc.core.internal.guest.initramfs.InitramfsAddition.Impossible;
import dev.smc.core.internal.guest.initramfs.InitramfsAddition.Nothing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides what an image gets. Modules are copied as the guest has them, compressed or not: the image's modprobe is the guest's, and
 * tells by the content. With them comes the guest's whole index, for modprobe reads only that, and it names all modules by the
 * guest's paths. Some programs decompress modules as they make an image; those are linked to from the paths of the index, or they
 * would be lost.
 */
final class AdditionPlanner {
    /** What modprobe reads, of kmod and of its predecessor, which knew no {@code .bin}, and of busybox. */
    private static final List<String> INDEX = List.of(
            "modules.dep",
            "modules.dep.bin",
            "modules.alias",
            "modules.alias.bin",
            "modules.symbols",
            "modules.symbols.bin",
            "modules.softdep",
            "modules.weakdep",
            "modules.devname",
            "modules.order",
            "modules.builtin",
            "modules.builtin.bin",
            "modules.builtin.modinfo",
            "modules.builtin.alias.bin");

    private static final long LARGEST_FILE = 32L << 20;
    private static final String REMEDY =
            "rebuild it in the guest with the drivers, before it is moved, and start the job again";

    private final GuestRoot guest;
    private final KernelModules modules;
    private final Initramfs image;
    private final ImageBytes bytes;

    AdditionPlanner(GuestRoot guest, KernelModules modules, Initramfs image, ImageBytes bytes) {
        this.guest = guest;
        this.modules = modules;
        this.image = image;
        this.bytes = bytes;
    }

    InitramfsAddition plan(List<String> wanted) {
        List<String> unavailable = wanted.stream()
                .filter(name -> modules.state(name) == KernelModules.State.MISSING)
                .toList();
        Map<String, String> held = image.modules(modules.release());
        List<KernelModules.Module> lacking = modules.closure(wanted).stream()
                .filter(module -> !held.containsKey(module.name()))
                .toList();
        if (image.problem().isPresent()) {
            return impossible(
                    "the image is damaged or not understood: " + image.problem().get());
        }
        if (lacking.isEmpty()) {
            return new Nothing(unavailable);
        }
        if (image.isNested()) {
            return impossible("its files are in a squashfs within it");
        }
        if (held.isEmpty() && !image.releases().isEmpty()) {
            return impossible(
                    "it has modules of " + String.join(", ", image.releases()) + ", not of " + modules.release());
        }
        List<String> loaded = wanted.stream()
                .map(KernelModules::normalized)
                .filter(name -> modules.module(name).isPresent())
                .distinct()
                .toList();
        Map<String, String> lists = DriverLists.with(image, loaded);
        if (lists.isEmpty()) {
            return impossible(
                    "it was made by " + image.generator().title() + ", whose way to load drivers is not known");
        }
        Segment last = image.segments().get(image.segments().size() - 1);
        if (last.compression() == Compression.LZMA
                && modules.config().isKnown()
                && !modules.config().isBuiltIn("CONFIG_RD_GZIP")) {
            return impossible("nothing can follow what lzma compressed, and the kernel cannot unpack gzip instead");
        }
        return addition(lacking, held, lists, last, unavailable);
    }

    private InitramfsAddition addition(
            List<KernelModules.Module> lacking,
            Map<String, String> held,
            Map<String, String> lists,
            Segment last,
            List<String> unavailable) {
        List<TailBuilder.Item> items = new ArrayList<>();
        String directory = "lib/modules/" + modules.release() + "/";
        for (KernelModules.Module module : lacking) {
            String path = modules.directory() + "/" + module.path();
            Optional<GuestFile> file = guest.find(path).filter(GuestFile::isFile);
            if (file.isEmpty() || file.get().node().size() > LARGEST_FILE) {
                return impossible("the guest's module " + path + " is listed, but cannot be read");
            }
            items.add(TailBuilder.Item.file(directory + module.path(), file.get()));
        }
        for (String name : INDEX) {
            guest.find(modules.directory() + "/" + name)
                    .filter(file -> file.isFile() && file.node().size() <= LARGEST_FILE)
                    .ifPresent(file -> items.add(TailBuilder.Item.file(directory + name, file)));
        }
        held.forEach((name, path) -> modules.module(name)
                .map(KernelModules.Module::path)
                .filter(indexed ->
                        !indexed.equals(path) && !image.entries().containsKey(image.resolved(directory + indexed)))
                .ifPresent(indexed -> items.add(TailBuilder.Item.link(directory + indexed, "/" + directory + path))));
        lists.forEach((path, text) -> items.add(TailBuilder.Item.text(path, text)));
        TailBuilder builder = new TailBuilder(image, bytes, last, items);
        return new Addition(
                builder.largestSize(),
                lacking.stream().map(KernelModules.Module::name).toList(),
                unavailable,
                builder);
    }

    private static Impossible impossible(String reason) {
        return new Impossible(reason, REMEDY);
    }
}
