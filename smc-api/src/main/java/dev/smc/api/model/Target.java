package dev.smc.api.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.function.Consumer;

/** Where a replication job ends. More kinds may come; code that distinguishes them needs a default branch. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes(@JsonSubTypes.Type(ImageTarget.class))
public interface Target {

    /** Returns the region: {@code local} is the local cloud. */
    String region();

    /** Returns an image as target. */
    static ImageTarget image(String region, String imageName) {
        return ImageTarget.of(t -> t.region(region).imageName(imageName));
    }

    /** Returns an image as target, with more said by {@code more}. */
    static ImageTarget image(String region, String imageName, Consumer<ImageTarget.Builder> more) {
        return ImageTarget.of(t -> more.accept(t.region(region).imageName(imageName)));
    }
}
