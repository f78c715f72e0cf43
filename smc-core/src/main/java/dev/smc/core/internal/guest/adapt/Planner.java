package dev.smc.core.internal.guest.adapt;

import dev.smc.api.model.AdaptationOptions;
import dev.smc.core.internal.guest.edit.EditingRights;
import dev.smc.core.internal.guest.system.GuestSystem;
import java.util.List;

/** Plans the adaptation of a guest: runs every fix-up, in the order in which they build on each other. */
public final class Planner {
    private static final List<Fixup> FIXUPS = List.of(
            new AgentsFixup(),
            new InitramfsFixup(),
            new FstabFixup(),
            new CrypttabFixup(),
            new KernelArgumentsFixup(),
            new FallbackLoaderFixup(),
            new CachesFixup(),
            new HardwareNamesFixup(),
            new NetworkFixup(),
            new CloudInitFixup(),
            new LeftoversFixup(),
            new SelinuxFixup());

    private Planner() {}

    /** Returns a guest with no edits planned. */
    public static Adaptation none(GuestSystem guest, AdaptationOptions options) {
        return new Adaptation(guest, options, EditingRights.NONE);
    }

    /**
     * Plans; changes nothing.
     *
     * @param rights how the guest may be edited: decides whether its own tools are used
     */
    public static Adaptation plan(GuestSystem guest, AdaptationOptions options, EditingRights rights) {
        Adaptation adaptation = new Adaptation(guest, options, rights);
        for (Fixup fixup : FIXUPS) {
            adaptation.plan().step(fixup.step());
            fixup.plan(adaptation);
        }
        return adaptation;
    }
}
