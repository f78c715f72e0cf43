package dev.smc.core.internal.guest.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

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
        String start = name + "=";
        return words.stream()
                .filter(word -> word.startsWith(start))
                .reduce((first, last) -> last)
                .map(word -> word.substring(start.length()));
    }

    public boolean has(String word) {
        return words.contains(word);
    }

    /** Returns whether each argument of others is here, though maybe with another value: what comes later is stronger. */
    boolean hasNamesOf(KernelArguments others) {
        Set<String> names = words.stream().map(KernelArguments::name).collect(Collectors.toUnmodifiableSet());
        return others.words().stream().map(KernelArguments::name).allMatch(names::contains);
    }

    private static String name(String word) {
        int equals = word.indexOf('=');
        return equals < 0 ? word : word.substring(0, equals);
    }

    /** Returns these with the values of a name changed; empty drops the argument. */
    public KernelArguments replace(String name, UnaryOperator<Optional<String>> change) {
        String start = name + "=";
        if (words.stream().noneMatch(word -> word.startsWith(start))) {
            return this;
        }
        List<String> changed = new ArrayList<>();
        for (String word : words) {
            if (word.startsWith(start)) {
                change.apply(Optional.of(word.substring(start.length())))
                        .ifPresent(value -> changed.add(start + value));
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

    /** Returns all words of several, in their order. */
    static KernelArguments joined(List<KernelArguments> several) {
        return new KernelArguments(
                several.stream().flatMap(one -> one.words().stream()).toList());
    }

    /** Returns whether they come from GRUB's variable {@code kernelopts}. */
    boolean isByVariable() {
        return has("$kernelopts") || has("${kernelopts}");
    }

    /**
     * Returns these with what an addition adds.
     *
     * @param others that kernels get as well, so that nothing of them is added again
     */
    KernelArguments plusNew(UnaryOperator<KernelArguments> addition, KernelArguments others) {
        List<String> all = addition.apply(joined(List.of(others, this))).words();
        List<String> added = new ArrayList<>(words);
        added.removeIf(word -> !all.contains(word));
        all.stream()
                .filter(word -> !words.contains(word) && !others.words().contains(word))
                .forEach(added::add);
        return new KernelArguments(List.copyOf(added));
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }
}
