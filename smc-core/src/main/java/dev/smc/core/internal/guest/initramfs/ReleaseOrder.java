package dev.smc.core.internal.guest.initramfs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Orders releases of kernels, such as {@code 6.1.0-28-amd64}, numbers by their value. */
final class ReleaseOrder implements Comparator<String> {
    private static final Pattern PIECE = Pattern.compile("\\d{1,18}|\\D+");

    @Override
    public int compare(String first, String second) {
        List<String> left = pieces(first);
        List<String> right = pieces(second);
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            int order = comparePieces(left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.size(), right.size());
    }

    private static int comparePieces(String left, String right) {
        return isDigit(left.charAt(0)) && isDigit(right.charAt(0))
                ? Long.compare(Long.parseLong(left), Long.parseLong(right))
                : left.compareTo(right);
    }

    /** Names of files may have digits of other scripts, which are no numbers here. */
    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static List<String> pieces(String release) {
        List<String> pieces = new ArrayList<>();
        Matcher matcher = PIECE.matcher(release);
        while (matcher.find()) {
            pieces.add(matcher.group());
        }
        return pieces;
    }
}
