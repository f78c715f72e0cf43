package dev.smc.core.internal.guest.check;

import dev.smc.api.model.CheckItem;
import dev.smc.api.model.CheckStatus;
import dev.smc.core.internal.guest.adapt.Adaptation;
import dev.smc.core.internal.guest.adapt.KernelDrivers;
import dev.smc.core.internal.guest.edit.EditPlan;
import dev.smc.core.internal.guest.system.GuestSystem;
import java.util.ArrayList;
import java.util.List;

/** A guest that is being checked, as it is or as it will be with its planned edits. Not thread-safe. */
final class Checked {
    private final Adaptation adaptation;
    private final List<KernelDrivers> kernels;
    private final List<CheckItem> items = new ArrayList<>();

    Checked(Adaptation adaptation) {
        this.adaptation = adaptation;
        this.kernels = adaptation.kernels().stream()
                .map(drivers -> drivers.kernel()
                                .initramfs()
                                .filter(adaptation.plan()::isEdited)
                                .isPresent()
                        ? drivers.withAllAdded()
                        : drivers)
                .toList();
    }

    Adaptation adaptation() {
        return adaptation;
    }

    GuestSystem guest() {
        return adaptation.guest();
    }

    EditPlan files() {
        return adaptation.plan();
    }

    List<KernelDrivers> kernels() {
        return kernels;
    }

    /** Returns a remedy that people can apply by hand, with the other one if the guest is not to be adapted as yet. */
    String orByMigration(String byHand) {
        return adaptation.options().enabled() ? byHand : byHand + ", or let the migration do so";
    }

    void info(String code, String detail) {
        add(code, CheckStatus.INFO, detail, "");
    }

    void ok(String code, String detail) {
        add(code, CheckStatus.OK, detail, "");
    }

    void add(String code, CheckStatus status, String detail, String remedy) {
        items.add(CheckItem.of(i -> i.code(code).status(status).detail(detail).remedy(remedy)));
    }

    List<CheckItem> items() {
        return List.copyOf(items);
    }
}
