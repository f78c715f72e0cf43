package dev.smc.core.internal.image.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotCacheTest {
    @Test
    void get_ofAKey_loadsItUnlessItHasItsSlot() {
        List<Long> loaded = new ArrayList<>();
        SlotCache<String> cache = new SlotCache<>(4, key -> {
            loaded.add(key);
            return "value " + key;
        });
        assertThat(cache.get(1)).isEqualTo("value 1");
        assertThat(cache.get(2)).isEqualTo("value 2");
        assertThat(cache.get(1)).isEqualTo("value 1");
        assertThat(loaded).containsExactly(1L, 2L);
        assertThat(cache.get(5)).isEqualTo("value 5");
        assertThat(cache.get(1)).isEqualTo("value 1");
        assertThat(cache.get(-1)).isEqualTo("value -1");
        assertThat(loaded).containsExactly(1L, 2L, 5L, 1L, -1L);
    }
}
