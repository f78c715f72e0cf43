package dev.smc.core.internal.image.file;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongFunction;

/**
 * Keeps up to a fixed number of values by key. Each key has one slot, and the latest value takes it: simple, bounded, and good
 * for neighbouring keys. Thread-safe without locks; two threads may load the same value at once, which is harmless here.
 */
public final class SlotCache<V> {
    private record Slot<V>(long key, V value) {}

    private final AtomicReferenceArray<Slot<V>> slots;
    private final LongFunction<V> loader;

    public SlotCache(int slotCount, LongFunction<V> loader) {
        this.slots = new AtomicReferenceArray<>(slotCount);
        this.loader = loader;
    }

    public V get(long key) {
        int index = (int) Long.remainderUnsigned(key, slots.length());
        Slot<V> slot = slots.get(index);
        if (slot == null || slot.key != key) {
            slot = new Slot<>(key, loader.apply(key));
            slots.set(index, slot);
        }
        return slot.value;
    }
}
