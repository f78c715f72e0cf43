package dev.smc.transfer.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long SECOND = 1_000_000_000L;

    /** Time that passes only while somebody waits. */
    private static final class FakeTicker implements Ticker {
        private long now = 17;
        private int pauses;

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public void pause(long nanos) {
            assertThat(nanos).isPositive();
            now += nanos;
            pauses++;
        }
    }

    private final FakeTicker ticker = new FakeTicker();

    private long send(TokenBucket bucket, long bytes) {
        long start = ticker.now;
        for (long left = bytes; left > 0; ) {
            int slice = bucket.take((int) Math.min(left, 1 << 20));
            assertThat(slice).isBetween(1, 1 << 20);
            left -= slice;
        }
        return ticker.now - start;
    }

    @Test
    void take_unlimited_givesAllWithoutWaiting() {
        assertThat(TokenBucket.unlimited().take(123_456_789)).isEqualTo(123_456_789);
        assertThat(send(new TokenBucket(0, ticker), 1 << 30)).isZero();
    }

    @Test
    void take_limited_keepsTheRate() {
        TokenBucket bucket = new TokenBucket(1_000_000, ticker);
        assertThat(send(bucket, 10_000_000)).isBetween(9_900_000_000L, 10_000_000_000L);
        assertThat(ticker.pauses).isGreaterThan(150);
    }

    @Test
    void take_limited_givesSlicesOfFiftyMilliseconds() {
        TokenBucket bucket = new TokenBucket(1_000_000, ticker);
        assertThat(bucket.take(1 << 20)).isEqualTo(50_000);
        assertThat(bucket.take(100)).isEqualTo(100);
        assertThat(ticker.now - 17).isEqualTo(SECOND / 20);
    }

    @Test
    void take_verySlow_givesAtLeastOneKibibyte() {
        TokenBucket bucket = new TokenBucket(100, ticker);
        assertThat(bucket.take(1 << 20)).isEqualTo(1024);
        bucket.take(1);
        assertThat(ticker.now - 17).isEqualTo(10_240_000_000L);
    }

    @Test
    void take_afterAPause_burstsShortly() {
        TokenBucket bucket = new TokenBucket(1_000_000, ticker);
        bucket.take(1);
        ticker.now += 100 * SECOND;
        long elapsed = send(bucket, 1_000_000);
        assertThat(elapsed).isBetween(840_000_000L, 910_000_000L);
    }

    @Test
    void limit_changed_countsFromNow() {
        TokenBucket bucket = new TokenBucket(1000, ticker);
        bucket.take(1000);
        bucket.limit(1_000_000);
        assertThat(send(bucket, 1_000_000)).isBetween(900_000_000L, SECOND);
        bucket.limit(0);
        assertThat(send(bucket, 1 << 30)).isZero();
    }
}
