package dev.smc.core.internal.image.nbd;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.model.DiskLocation;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The address of an export, as the NBD URI specification has it: {@code nbd://host[:port]/export}, {@code
 * nbd+unix:///export?socket=path}, and with {@code nbds} instead of {@code nbd} for TLS.
 *
 * <p>Parameters: {@code socket}; {@code tls-certificates}, a directory with {@code ca-cert.pem} and, where the server wants to know its
 * clients, {@code client-cert.pem} and {@code client-key.pem}; {@code tls-hostname}, the name that the server's certificate must hold;
 * {@code tls-type} and {@code tls-verify-peer}, of which only the defaults are supported. Of our own: {@code connections}, how many
 * to open at most, and {@code bitmap}, the dirty bitmap that tells what has changed since the round before.
 *
 * @param location the address without parameters, for messages
 * @param tls whether TLS is required
 * @param socket the Unix domain socket, if it is one
 * @param host the host, empty for a Unix domain socket
 * @param port the TCP port
 * @param export the name of the export; often empty
 * @param certificates the directory of certificates; without one, those that Java trusts are trusted
 * @param tlsHostname the name that the server's certificate must hold
 * @param connections most connections
 * @param bitmap the name of the dirty bitmap
 */
record NbdAddress(
        String location,
        boolean tls,
        Optional<Path> socket,
        String host,
        int port,
        String export,
        Optional<Path> certificates,
        String tlsHostname,
        int connections,
        Optional<String> bitmap) {
    static final int DEFAULT_PORT = 10809;
    static final int DEFAULT_CONNECTIONS = 4;
    private static final int MOST_CONNECTIONS = 16;
    private static final Set<String> SCHEMES = Set.of("nbd", "nbds", "nbd+unix", "nbds+unix");
    private static final Set<String> PARAMETERS = Set.of(
            "socket", "tls-certificates", "tls-hostname", "tls-type", "tls-verify-peer", "connections", "bitmap");

    /** Returns whether a location is the address of an NBD export. */
    static boolean isNbd(DiskLocation location) {
        return !location.isPath() && SCHEMES.contains(scheme(location.toString()));
    }

    private static String scheme(String address) {
        return address.substring(0, Math.max(0, address.indexOf(':'))).toLowerCase(Locale.ROOT);
    }

    /**
     * Parses an address.
     *
     * @throws SourceReadException if it cannot be used; parameters are not in the message unless they are what is wrong
     */
    static NbdAddress parse(String address) {
        URI uri;
        try {
            uri = new URI(address);
        } catch (URISyntaxException e) {
            throw invalid("an NBD address is no valid URI: " + e.getReason() + " at character " + e.getIndex());
        }
        String scheme = scheme(address);
        if (!SCHEMES.contains(scheme)) {
            throw invalid("an NBD address has the scheme \"" + scheme + "\"");
        }
        boolean unix = scheme.endsWith("+unix");
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        if (authority.indexOf('@') >= 0) {
            throw invalid("an NBD address names a user, but TLS with pre-shared keys is not supported");
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        String location = scheme + "://" + authority + path;
        Map<String, String> parameters = parameters(location, uri.getRawQuery());
        Optional<Path> socket = Optional.ofNullable(parameters.get("socket")).map(s -> path(location, s));
        if (unix != socket.isPresent() || unix != authority.isEmpty()) {
            throw invalid(location + " must have "
                    + (unix ? "no host, and the parameter socket" : "a host, and no parameter socket"));
        }
        String export = decode(location, path.isEmpty() ? "" : path.substring(1));
        if (export.getBytes(StandardCharsets.UTF_8).length > Nbd.MAX_STRING || export.indexOf('\0') >= 0) {
            throw invalid(location + " must name an export of at most " + Nbd.MAX_STRING + " bytes without NUL");
        }
        int colon = authority.indexOf(':', authority.indexOf(']') + 1);
        String host = colon < 0 ? authority : authority.substring(0, colon);
        String plainHost = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        requireDefault(location, parameters, "tls-type", "x509");
        requireDefault(location, parameters, "tls-verify-peer", "1");
        return new NbdAddress(
                socket.map(s -> location + "?socket=" + s).orElse(location),
                scheme.startsWith("nbds"),
                socket,
                plainHost,
                colon < 0 ? DEFAULT_PORT : number(location, "port", authority.substring(colon + 1), 65535),
                export,
                Optional.ofNullable(parameters.get("tls-certificates")).map(s -> path(location, s)),
                parameters.getOrDefault("tls-hostname", unix ? "localhost" : plainHost),
                number(
                        location,
                        "connections",
                        parameters.getOrDefault("connections", "" + DEFAULT_CONNECTIONS),
                        MOST_CONNECTIONS),
                Optional.ofNullable(parameters.get("bitmap")));
    }

    private static Map<String, String> parameters(String location, String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            String value = equals < 0 ? "" : decode(location, parameter.substring(equals + 1));
            if (!PARAMETERS.contains(name)) {
                throw invalid(location + " has the unknown parameter \"" + name + "\"; known are "
                        + PARAMETERS.stream().sorted().toList());
            }
            if (value.isEmpty() || parameters.put(name, value) != null) {
                throw invalid(location + " must have one value for the parameter " + name);
            }
        }
        return parameters;
    }

    private static void requireDefault(String location, Map<String, String> parameters, String name, String supported) {
        String value = parameters.getOrDefault(name, supported);
        if (!value.equals(supported)) {
            throw new SourceReadException(
                    ErrorCode.DISK_UNSUPPORTED,
                    location + " has " + name + "=" + value + ", which is not supported",
                    "use " + name + "=" + supported + ", with a certificate for the server");
        }
    }

    private static int number(String location, String what, String value, int most) {
        int number = value.matches("[0-9]{1,6}") ? Integer.parseInt(value) : 0;
        if (number < 1 || number > most) {
            throw invalid(location + " must have a " + what + " from 1 to " + most + ", but has \"" + value + "\"");
        }
        return number;
    }

    private static Path path(String location, String value) {
        try {
            Path path = Path.of(value);
            if (!path.isAbsolute()) {
                // A job may go on from another directory.
                throw invalid(location + " names \"" + value + "\", which must be an absolute path");
            }
            return path;
        } catch (InvalidPathException e) {
            throw invalid(location + " names \"" + value + "\", which is no path");
        }
    }

    private static String decode(String location, String raw) {
        try {
            return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid(location + " has a malformed percent escape");
        }
    }

    private static SourceReadException invalid(String what) {
        return new SourceReadException(
                ErrorCode.INVALID_SPEC,
                what,
                "write nbd://host[:port]/export or nbd+unix:///export?socket=/path, with nbds for TLS");
    }

    /** Returns the context to ask for to see the dirty bitmap. */
    Optional<String> bitmapContext() {
        return bitmap.map(name -> Nbd.DIRTY_BITMAP + name);
    }

    @Override
    public String toString() {
        return location;
    }
}
