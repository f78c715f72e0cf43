package dev.smc.api;

import dev.smc.api.model.Image;
import dev.smc.api.model.Resource;
import java.util.List;

/** The images, and the ledger of everything that jobs created in clouds. Thread-safe. */
public interface Resources {

    /** Returns everything in the ledger that exists or may exist, images included, oldest first, with what it costs to keep. */
    List<Resource> list();

    /** Returns the images of a region, oldest first. */
    List<Image> images(String region);

    /**
     * Returns an image.
     *
     * @throws dev.smc.api.error.InvalidStateException with code {@code NOT_FOUND} if there is none of that id
     */
    Image image(String imageId);

    /**
     * Deletes an image for good.
     *
     * @throws dev.smc.api.error.InvalidStateException with code {@code NOT_FOUND} if there is none of that id
     * @throws dev.smc.api.error.CloudException if it cannot be deleted
     */
    void deleteImage(String imageId);
}
