package dev.smc.core.internal.image.vhd;

import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.Structure;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The paths under which a differencing image knows its parent: one for each of several systems. */
final class VhdLocators {
    private static final Logger LOG = LoggerFactory.getLogger(VhdLocators.class);
    private static final int FIRST = 576;
    private static final int COUNT = 8;
    private static final int LENGTH = 24;
    private static final int NAME = 64;
    private static final int NAME_LENGTH = 512;
    private static final int LONGEST_PATH = 1 << 16;
    private static final String FILE_SCHEME = "file://";
    private static final String LOCAL_HOST = "localhost/";

    /** Best first: a relative path survives that the images are moved together. */
    private enum Platform {
        W2RU(StandardCharsets.UTF_16LE),
        WI2R(StandardCharsets.ISO_8859_1),
        MACX(StandardCharsets.UTF_8),
        W2KU(StandardCharsets.UTF_16LE),
        WI2K(StandardCharsets.ISO_8859_1);

        private final Charset charset;

        Platform(Charset charset) {
            this.charset = charset;
        }
    }

    private record Locator(Platform platform, String path) {}

    private VhdLocators() {}

    /** Returns the paths, best first. What is damaged is left out: whether a file is the parent, its identifier says. */
    static List<String> read(ImageFile file, Structure header) {
        List<Locator> locators = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            int at = FIRST + i * LENGTH;
            String code = header.text(at, 4).toUpperCase(Locale.ROOT);
            for (Platform platform : Platform.values()) {
                if (platform.name().equals(code)) {
                    readLocator(file, header, at, platform, locators);
                }
            }
        }
        locators.sort(Comparator.comparing(Locator::platform));
        List<String> paths = new ArrayList<>();
        locators.forEach(l -> paths.add(l.path()));
        paths.add(text(StandardCharsets.UTF_16BE, header.bytes().slice(NAME, NAME_LENGTH)));
        paths.removeIf(String::isBlank);
        return paths;
    }

    private static void readLocator(
            ImageFile file, Structure header, int at, Platform platform, List<Locator> locators) {
        long length = header.u32(at + 8);
        long offset = header.i64(at + 16);
        if (length > LONGEST_PATH || offset < 0 || offset > file.size() - length) {
            LOG.debug("{}: a path of {} bytes at byte {} is left out", file.location(), length, offset);
            return;
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length);
        file.read(offset, bytes);
        String path = text(platform.charset, bytes.flip());
        locators.add(new Locator(platform, platform == Platform.MACX ? pathOfUrl(path) : path));
    }

    private static String text(Charset charset, ByteBuffer bytes) {
        String text = charset.decode(bytes).toString();
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    private static String pathOfUrl(String url) {
        if (!url.startsWith(FILE_SCHEME)) {
            return url;
        }
        String path = url.substring(FILE_SCHEME.length());
        if (path.startsWith(LOCAL_HOST)) {
            path = path.substring(LOCAL_HOST.length() - 1);
        }
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            LOG.debug("'{}' is no URL", url, e);
            return path;
        }
    }
}
