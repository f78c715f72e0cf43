package dev.smc.core.internal.guest.windows;

/** What a driver of Windows is for, as far as it decides whether Windows starts on another machine. */
public enum DriverKind {
    /** Disks of KVM. */
    VIRTIO_STORAGE,
    /** Networks of KVM. */
    VIRTIO_NETWORK,
    NVME,
    /** Disks of machines, and of hypervisors that emulate such. */
    STORAGE,
    /** Networks of machines, and of hypervisors that emulate such. */
    NETWORK,
    VMWARE,
    XEN,
    HYPER_V,
    AWS
}
