package dev.smc.core.internal.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.model.JobSpec;
import dev.smc.api.model.JobStatus;
import dev.smc.api.model.ReplicationJob;
import dev.smc.core.internal.fake.FakeCloud;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamesAndSizesTest {
    private static ReplicationJob job(boolean runOnce) {
        return ReplicationJob.of(j -> j.id("j-1")
                .spec(JobSpec.of(s -> s.name("job1").sourceId("s-1").runOnce(runOnce)))
                .status(JobStatus.READY)
                .createdAt(Instant.EPOCH));
    }

    @Test
    void imageName_byKindOfJob_carriesTheRound() {
        assertThat(ImageNames.wanted(job(true), "web01", 1)).isEqualTo("web01");
        assertThat(ImageNames.wanted(job(false), "web01", 3)).isEqualTo("web01_CYCLE_3");
        assertThat(ImageNames.fallback(job(true), "web01")).isEqualTo("web01_j-1");
    }

    @Test
    void imageName_tooLong_isCutBeforeTheSuffix() {
        String name = "a".repeat(128);
        assertThat(ImageNames.fallback(job(true), name)).hasSize(128).endsWith("a_j-1");
        assertThat(ImageNames.wanted(job(true), name, 1)).isEqualTo(name);
    }

    @Test
    void clouds_sameRegionTwice_isRefusedNamingBoth() {
        assertThatThrownBy(() -> new Clouds(List.of(new FakeCloud("a", "moon"), new FakeCloud("b", "moon", "mars"))))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContainingAll("\"a\"", "\"b\"", "\"moon\"");
    }

    @Test
    void clouds_severalRegions_findTheirCloud() {
        FakeCloud a = new FakeCloud("a", "moon", "mars");
        FakeCloud b = new FakeCloud("b", "venus");
        Clouds clouds = new Clouds(List.of(a, b));
        assertThat(clouds.of("mars")).isSameAs(a);
        assertThat(clouds.of("venus")).isSameAs(b);
        assertThat(clouds.regions()).containsExactly("mars", "moon", "venus");
        assertThatThrownBy(() -> clouds.of("sun")).hasMessageContaining("[mars, moon, venus]");
    }
}
