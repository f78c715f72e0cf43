package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** Whether a guest will start and work on Alibaba Cloud ECS, item by item. The items that start with {@code GUESTOS.} are those of
 * the image check of ECS. */
@Value.Immutable
@JsonSerialize(as = ImmutableImageCheckReport.class)
@JsonDeserialize(as = ImmutableImageCheckReport.class)
public interface ImageCheckReport {
    /** Returns the guest; empty if none was recognised. */
    Optional<GuestInfo> guest();

    /** Returns the items. */
    List<CheckItem> items();

    /** Returns the worst status of all items; {@link CheckStatus#OK} if there are none. */
    default CheckStatus status() {
        return items().stream().map(CheckItem::status).reduce(CheckStatus.OK, CheckStatus::worse);
    }

    /** Returns the report as plain text, the worst items first. */
    default String toText() {
        return CheckReportText.of(this);
    }

    /** Returns the report as a page of HTML that needs nothing else. */
    default String toHtml() {
        return CheckReportHtml.of(this);
    }

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static ImageCheckReport of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link ImageCheckReport}. Not thread-safe. */
    final class Builder extends ImmutableImageCheckReport.Builder {
        Builder() {}
    }
}
