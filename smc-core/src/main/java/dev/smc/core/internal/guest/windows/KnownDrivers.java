package dev.smc.core.internal.guest.windows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The drivers that are looked for, by the names of their services. */
final class KnownDrivers {
    private static final Map<DriverKind, List<String>> NAMES = new LinkedHashMap<>();

    /** Files of virtio drivers that are no services listed above, too. */
    private static final List<String> VIRTIO_FILES = List.of(
            "viostor.sys",
            "vioscsi.sys",
            "netkvm.sys",
            "vioser.sys",
            "balloon.sys",
            "viorng.sys",
            "vioinput.sys",
            "viofs.sys");

    static {
        NAMES.put(DriverKind.VIRTIO_STORAGE, List.of("viostor", "vioscsi"));
        NAMES.put(DriverKind.VIRTIO_NETWORK, List.of("netkvm"));
        NAMES.put(DriverKind.NVME, List.of("stornvme", "nvme", "secnvme"));
        NAMES.put(
                DriverKind.STORAGE,
                List.of(
                        "storahci",
                        "msahci",
                        "iaStor",
                        "iaStorV",
                        "iaStorA",
                        "iaStorAV",
                        "iaStorAVC",
                        "iaStorVD",
                        "atapi",
                        "intelide",
                        "pciide",
                        "LSI_SAS",
                        "LSI_SAS2",
                        "LSI_SAS2i",
                        "LSI_SAS3",
                        "LSI_SAS3i",
                        "LSI_SCSI",
                        "LSI_FC",
                        "symmpi",
                        "megasas",
                        "megasas2i",
                        "megasas35i",
                        "percsas2i",
                        "percsas3i",
                        "arcsas",
                        "HpSAMD",
                        "SmartSAMD"));
        NAMES.put(DriverKind.NETWORK, List.of("e1express", "e1iexpress", "e1i65x64", "E1G60", "RTL8023x64"));
        NAMES.put(
                DriverKind.VMWARE, List.of("pvscsi", "vmxnet3ndis6", "vmxnet", "vmci", "vm3dmp", "vmmemctl", "vsock"));
        NAMES.put(
                DriverKind.XEN,
                List.of(
                        "xenbus",
                        "xenvbd",
                        "xenvif",
                        "xennet",
                        "xenfilt",
                        "xeniface",
                        "xendisk",
                        "rhelscsi",
                        "rhelnet",
                        "rhelfltr"));
        NAMES.put(DriverKind.HYPER_V, List.of("storvsc", "netvsc", "vmbus", "storflt"));
        NAMES.put(DriverKind.AWS, List.of("AWSNVMe", "ena"));
    }

    private KnownDrivers() {}

    /** Returns the kinds by names in lower case. */
    static Map<String, DriverKind> byName() {
        Map<String, DriverKind> kinds = new LinkedHashMap<>();
        NAMES.forEach((kind, names) -> names.forEach(name -> kinds.put(name.toLowerCase(Locale.ROOT), kind)));
        return kinds;
    }

    static boolean isVirtioFile(String name) {
        return VIRTIO_FILES.contains(name.toLowerCase(Locale.ROOT));
    }
}
