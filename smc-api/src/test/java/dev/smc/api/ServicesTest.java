package dev.smc.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import dev.smc.api.model.DiskLocation;
import dev.smc.api.model.JobSpec;
import dev.smc.api.model.JobStatus;
import dev.smc.api.model.SourceSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The conveniences of the service interfaces come down to their one real method. */
class ServicesTest {

    @Test
    void create_ofAConsumer_createsTheSpec() {
        Jobs jobs = mock(Jobs.class, CALLS_REAL_METHODS);
        doReturn(null).when(jobs).create(any(JobSpec.class));
        assertThat(jobs.create(j -> j.name("web01").sourceId("s-1"))).isNull();
        verify(jobs).create(JobSpec.of(j -> j.name("web01").sourceId("s-1")));
    }

    @Test
    void register_ofAConsumer_registersTheSpec() {
        Sources sources = mock(Sources.class, CALLS_REAL_METHODS);
        doReturn(null).when(sources).register(any(SourceSpec.class));
        assertThat(sources.register(s -> s.name("web01").addDisk("/d"))).isNull();
        verify(sources).register(SourceSpec.of(s -> s.name("web01").addDisk("/d")));
    }

    @Test
    void inspect_ofPaths_inspectsTheirLocations() {
        Sources sources = mock(Sources.class, CALLS_REAL_METHODS);
        doReturn(null).when(sources).inspect(anyList());
        assertThat(sources.inspect(Path.of("/d"), Path.of("/e"))).isNull();
        verify(sources).inspect(List.of(DiskLocation.of("/d"), DiskLocation.of("/e")));
    }

    @Test
    void untilRoundDone_always_waitsForBothEnds() {
        JobWaiter waiter = mock(JobWaiter.class, CALLS_REAL_METHODS);
        Duration timeout = Duration.ofSeconds(5);
        doReturn(null).when(waiter).until(any(), any(), any());
        assertThat(waiter.untilRoundDone("j-1", timeout)).isNull();
        verify(waiter).until("j-1", Set.of(JobStatus.FINISHED, JobStatus.WAITING), timeout);
    }
}
