package dev.smc.core.internal.image.nbd;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and private keys from PEM files, as OpenSSL and GnuTLS write them. */
final class Pem {
    private static final int LONGEST = 1 << 20;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

    private final Path file;
    private final List<Block> blocks = new ArrayList<>();

    private record Block(String label, String base64) {

        byte[] der(Path file) throws IOException {
            try {
                return Base64.getMimeDecoder().decode(base64);
            } catch (IllegalArgumentException e) {
                throw new IOException(file + " holds a damaged " + label, e);
            }
        }
    }

    private Pem(Path file) {
        this.file = file;
    }

    static Pem read(Path file) throws IOException {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LONGEST);
        }
        Pem pem = new Pem(file);
        Matcher matcher = BLOCK.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            pem.blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        return pem;
    }

    /** Returns the certificates, at least one, in their order. */
    List<Certificate> certificates() throws IOException, GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<Certificate> certificates = new ArrayList<>();
        for (Block block : blocks) {
            if (block.label.equals("CERTIFICATE")) {
                certificates.add(factory.generateCertificate(new ByteArrayInputStream(block.der(file))));
            }
        }
        if (certificates.isEmpty()) {
            throw new IOException(file + " holds no certificate");
        }
        return certificates;
    }

    /** Returns the first private key. */
    PrivateKey privateKey() throws IOException, GeneralSecurityException {
        for (Block block : blocks) {
            switch (block.label) {
                case "PRIVATE KEY" -> {
                    return decode(block.der(file));
                }
                case "RSA PRIVATE KEY" -> {
                    return decode(Pkcs8.ofRsa(block.der(file)));
                }
                case "EC PRIVATE KEY" -> {
                    return decode(Pkcs8.ofEc(block.der(file)));
                }
                case "ENCRYPTED PRIVATE KEY" ->
                    throw new IOException(file + " holds an encrypted private key, which is not supported; decrypt it");
                default -> {}
            }
        }
        throw new IOException(file + " holds no private key");
    }

    private PrivateKey decode(byte[] pkcs8) throws IOException, GeneralSecurityException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                // of another algorithm, or damaged
            }
        }
        throw new IOException(file + " holds a private key that cannot be read; known are " + ALGORITHMS);
    }
}
