package dev.smc.core.internal.guest.adapt;

/** One thing that may have to change in a guest. Stateless. */
public interface Fixup {
    /** Returns its name in reports, such as {@code fstab}. */
    String step();

    /** Plans its edits. */
    void plan(Adaptation adaptation);
}
