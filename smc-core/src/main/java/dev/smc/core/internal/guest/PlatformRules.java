package dev.smc.core.internal.guest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.model.ModelJson;
import dev.smc.api.model.PlatformKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How platforms are recognised; data, in the format of {@code docs/formats/platforms.md}.
 *
 * @param version of the format, 1
 * @param platforms in the order in which they are preferred when equally sure
 */
record PlatformRules(int version, List<PlatformRule> platforms) {
    private static final int VERSION = 1;
    private static final String OWN = "platforms.json";

    /**
     * A platform and what speaks for it.
     *
     * @param on the hypervisors that a cloud runs on, by their identifiers; if none, it runs on any
     */
    record PlatformRule(
            String id,
            String name,
            PlatformKind kind,
            @Nullable List<String> on,
            List<Rule> rules) {
        boolean runsOn(String hypervisor) {
            return on == null || on.isEmpty() || on.contains(hypervisor);
        }
    }

    /**
     * Facts that together speak for a platform.
     *
     * @param all conditions that must all hold
     * @param confidence how sure a platform is if they do, in percent
     * @param source where this is known from
     */
    record Rule(List<Condition> all, int confidence, String source) {}

    /**
     * One condition, on a fact or on a file: that it is there, or that its text is as said. Letters match in either case.
     *
     * @param fact the name of a fact
     * @param file a path whose last name may have {@code *} and {@code ?}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Condition(
            @Nullable String fact,
            @Nullable String file,
            @Nullable String is,
            @Nullable String startsWith,
            @Nullable String contains) {

        /** Returns whether a text is as this says; true if it says nothing of the text. */
        boolean accepts(String text) {
            return (is == null || text.strip().equalsIgnoreCase(is))
                    && (startsWith == null || text.strip().regionMatches(true, 0, startsWith, 0, startsWith.length()))
                    && (contains == null || containsIgnoringCase(text, contains));
        }

        boolean asksForText() {
            return is != null || startsWith != null || contains != null;
        }

        /** Returns the condition in words. */
        String describe(String path) {
            String what = fact != null ? fact : path;
            if (is != null) {
                return what + " is \"" + is + "\"";
            }
            if (startsWith != null) {
                return what + " starts with \"" + startsWith + "\"";
            }
            return contains != null ? what + " contains \"" + contains + "\"" : what + " is there";
        }

        private static boolean containsIgnoringCase(String text, String part) {
            for (int i = 0; i <= text.length() - part.length(); i++) {
                if (text.regionMatches(true, i, part, 0, part.length())) {
                    return true;
                }
            }
            return false;
        }

        private List<String> problems() {
            List<String> problems = new ArrayList<>();
            if ((fact == null) == (file == null)) {
                problems.add("a condition needs either fact or file");
            }
            if (file != null && !file.startsWith("/")) {
                problems.add("the file " + file + " is no absolute path");
            }
            if (fact != null && !asksForText()) {
                problems.add("the condition on " + fact + " says nothing of its text");
            }
            return problems;
        }
    }

    /** Returns the rules that the library brings. */
    static PlatformRules own() {
        try (InputStream stream = PlatformRules.class.getResourceAsStream(OWN)) {
            if (stream == null) {
                throw new IllegalStateException("the resource " + OWN + " is missing");
            }
            return parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8), OWN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads rules.
     *
     * @param name for messages
     * @throws InvalidSpecException if they break a rule of the format
     */
    static PlatformRules parse(String json, String name) {
        PlatformRules rules = read(json, name);
        List<String> problems = new ArrayList<>();
        if (rules.version != VERSION) {
            problems.add("version is " + rules.version + ", this release reads " + VERSION);
        }
        if (rules.platforms == null) {
            problems.add("platforms is missing");
        } else {
            rules.platforms.forEach(platform -> check(platform, problems));
        }
        if (!problems.isEmpty()) {
            throw new InvalidSpecException("platformRules", name + ": " + String.join("; ", problems));
        }
        return rules;
    }

    private static PlatformRules read(String json, String name) {
        try {
            return ModelJson.read(json, PlatformRules.class);
        } catch (InvalidSpecException e) {
            throw new InvalidSpecException("platformRules", name + ": " + e.getMessage());
        }
    }

    private static void check(@Nullable PlatformRule platform, List<String> problems) {
        if (platform == null) {
            problems.add("a platform is null");
            return;
        }
        if (platform.id == null || platform.name == null || platform.kind == null || platform.rules == null) {
            problems.add("platform " + platform.id + " needs id, name, kind and rules");
            return;
        }
        for (Rule rule : platform.rules) {
            if (rule == null
                    || rule.all == null
                    || rule.all.isEmpty()
                    || rule.all.contains(null)
                    || rule.source == null) {
                problems.add("a rule of " + platform.id + " needs conditions (all) and a source");
                continue;
            }
            if (rule.confidence < 1 || rule.confidence > 99) {
                problems.add("a rule of " + platform.id + " has confidence " + rule.confidence + ", not 1 to 99");
            }
            rule.all.forEach(condition -> problems.addAll(condition.problems()));
        }
    }

    /** Returns these rules with others before them; a platform in both has the rules of both, under the others' name. */
    PlatformRules with(PlatformRules others) {
        List<PlatformRule> merged = new ArrayList<>(others.platforms);
        for (PlatformRule own : platforms) {
            int same = indexOf(merged, own.id);
            if (same < 0) {
                merged.add(own);
            } else {
                PlatformRule other = merged.get(same);
                List<Rule> rules = new ArrayList<>(other.rules);
                rules.addAll(own.rules);
                merged.set(same, new PlatformRule(other.id, other.name, other.kind, other.on, List.copyOf(rules)));
            }
        }
        return new PlatformRules(VERSION, List.copyOf(merged));
    }

    private static int indexOf(List<PlatformRule> platforms, String id) {
        for (int i = 0; i < platforms.size(); i++) {
            if (platforms.get(i).id.equals(id)) {
                return i;
            }
        }
        return -1;
    }
}
