package dev.smc.core.internal.guest.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The arguments of a kernel, in their order.
 *
 * @param words each {@code name} or {@code name=value}; what is between quotes is part of its word
 */
public record KernelArguments(List<String> words) {
    /** Reads arguments that are separated by spaces. */
    static KernelArguments parse(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '"';
            if (quoted || !Character.isWhitespace(c)) {
                word.append(c);
            } else if (!word.isEmpty()) {
                words.add(word.toString());
                word.setLength(0);
            }
        }
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        return new KernelArguments(List.copyOf(words));
    }

    /** Returns the value of the last argument of a name. */
    public Optional<String> value(String name) {
        return words.stream()
                .filter(word -> word.startsWith(name + "="))
                .reduce((first, last) -> last)
                .map(word -> word.substring(name.length() + 1));
    }

    public boolean has(String word) {
        return words.contains(word);
    }

    /** Returns these with the values of a name changed; empty drops the argument. */
    public KernelArguments replace(String name, UnaryOperator<Optional<String>> change) {
        List<String> changed = new ArrayList<>();
        for (String word : words) {
            if (word.startsWith(name + "=")) {
                change.apply(Optional.of(word.substring(name.length() + 1)))
                        .ifPresent(value -> changed.add(name + "=" + value));
            } else {
                changed.add(word);
            }
        }
        return new KernelArguments(List.copyOf(changed));
    }

    /** Returns these with others at the end. */
    public KernelArguments plus(String... more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return new KernelArguments(List.copyOf(all));
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }
}
