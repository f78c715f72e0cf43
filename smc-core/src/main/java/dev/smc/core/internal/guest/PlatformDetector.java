package dev.smc.core.internal.guest;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.model.Platform;
import dev.smc.api.model.PlatformKind;
import dev.smc.core.internal.guest.PlatformRules.Condition;
import dev.smc.core.internal.guest.PlatformRules.PlatformRule;
import dev.smc.core.internal.guest.PlatformRules.Rule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells where a server runs, by rules over facts of its machine and files on its disks. Rules that speak for the same platform
 * add up as independent evidence; a cloud is preferred to the hypervisor that it runs on; and what is less likely than not is
 * named, but not taken. Thread-safe.
 */
public final class PlatformDetector {
    private static final Logger LOG = LoggerFactory.getLogger(PlatformDetector.class);

    private static final int TAKEN_FROM = 50;
    private static final int MOST = 99;
    private static final int LONGEST_TEXT = 256 << 10;
    /** They identify the machine, and no rule for others needs them. */
    private static final Set<String> PRIVATE = Set.of(
            "dmi.product_uuid", "dmi.product_serial", "dmi.board_serial", "dmi.chassis_serial", "hypervisor.uuid");

    private final PlatformRules rules;

    private PlatformDetector(PlatformRules rules) {
        this.rules = rules;
    }

    /** Returns a detector by the rules that the library brings. */
    public static PlatformDetector standard() {
        return new PlatformDetector(PlatformRules.own());
    }

    /**
     * Returns a detector that prefers further rules.
     *
     * @param json the rules, in the format of {@code docs/formats/platforms.md}
     * @param name of the rules, for messages
     * @throws dev.smc.api.error.InvalidSpecException if they are wrong
     */
    public PlatformDetector with(String json, String name) {
        return new PlatformDetector(rules.with(PlatformRules.parse(json, name)));
    }

    private record Candidate(PlatformRule platform, int confidence, List<String> evidence) {}

    private record Spoken(int confidence, String evidence) {}

    /**
     * Returns where a server runs.
     *
     * @param machine what is known of its machine, such as {@code dmi.sys_vendor}; may be empty
     * @param devices what is on its disks
     */
    public Platform detect(Map<String, String> machine, List<GuestDevice> devices) {
        GuestFiles files = new GuestFiles(devices);
        Map<String, String> facts = new TreeMap<>(KernelLog.facts(files));
        facts.putAll(machine);
        List<Candidate> candidates = new ArrayList<>();
        for (PlatformRule platform : rules.platforms()) {
            candidate(platform, facts, files).ifPresent(candidates::add);
        }
        candidates.sort(Comparator.comparingInt(Candidate::confidence).reversed());
        facts.keySet().removeAll(PRIVATE);
        return best(candidates, PlatformKind.CLOUD)
                .filter(cloud -> isPlausible(cloud, best(candidates, PlatformKind.HYPERVISOR)))
                .or(() -> best(candidates, PlatformKind.HYPERVISOR))
                .or(() -> best(candidates, PlatformKind.PHYSICAL))
                .map(best -> platform(best, candidates, facts))
                .orElseGet(() -> unknown(candidates, facts));
    }

    private static Optional<Candidate> best(List<Candidate> candidates, PlatformKind kind) {
        return candidates.stream()
                .filter(c -> c.platform().kind() == kind && c.confidence() >= TAKEN_FROM)
                .findFirst();
    }

    /** A server that left a cloud keeps its agents, but says that it runs on another hypervisor. */
    private static boolean isPlausible(Candidate cloud, Optional<Candidate> hypervisor) {
        return hypervisor.isEmpty()
                || cloud.platform().runsOn(hypervisor.get().platform().id())
                || cloud.confidence() > hypervisor.get().confidence();
    }

    private static Platform platform(Candidate best, List<Candidate> candidates, Map<String, String> facts) {
        return Platform.of(p -> p.id(best.platform().id())
                .name(best.platform().name())
                .kind(best.platform().kind())
                .confidence(best.confidence())
                .evidence(best.evidence())
                .others(names(candidates, best.platform().id()))
                .facts(facts));
    }

    private static Platform unknown(List<Candidate> candidates, Map<String, String> facts) {
        return Platform.UNKNOWN.toBuilder()
                .others(names(candidates, ""))
                .facts(facts)
                .build();
    }

    private static List<String> names(List<Candidate> candidates, String withoutId) {
        return candidates.stream()
                .filter(c -> !c.platform().id().equals(withoutId))
                .map(c -> c.platform().name() + " (" + c.confidence() + " %)")
                .toList();
    }

    private static Optional<Candidate> candidate(PlatformRule platform, Map<String, String> facts, GuestFiles files) {
        List<Spoken> spoken = platform.rules().stream()
                .flatMap(rule -> speaks(rule, facts, files).stream())
                .sorted(Comparator.comparingInt(Spoken::confidence).reversed())
                .toList();
        if (spoken.isEmpty()) {
            return Optional.empty();
        }
        double doubt =
                spoken.stream().mapToDouble(s -> 1 - s.confidence() / 100.0).reduce(1, (a, b) -> a * b);
        int confidence = (int) Math.min(MOST, Math.round(100 * (1 - doubt)));
        return Optional.of(new Candidate(
                platform, confidence, spoken.stream().map(Spoken::evidence).toList()));
    }

    private static Optional<Spoken> speaks(Rule rule, Map<String, String> facts, GuestFiles files) {
        List<String> found = new ArrayList<>();
        for (Condition condition : rule.all()) {
            Optional<String> evidence = condition.fact() != null
                    ? Optional.ofNullable(facts.get(condition.fact()))
                            .filter(condition::accepts)
                            .map(text -> condition.describe(""))
                    : inFiles(condition, files);
            if (evidence.isEmpty()) {
                return Optional.empty();
            }
            found.add(evidence.get());
        }
        return Optional.of(new Spoken(
                rule.confidence(),
                String.join(" and ", found) + " (" + rule.confidence() + " %; " + rule.source() + ")"));
    }

    private static Optional<String> inFiles(Condition condition, GuestFiles files) {
        for (GuestFiles.Found found : files.find(String.valueOf(condition.file()))) {
            if (!condition.asksForText() || condition.accepts(text(found))) {
                return Optional.of(condition.describe(found.path()));
            }
        }
        return Optional.empty();
    }

    private static String text(GuestFiles.Found found) {
        if (!found.file().isFile()) {
            return "";
        }
        try {
            return new String(found.file().read(0, LONGEST_TEXT), StandardCharsets.UTF_8);
        } catch (CorruptDiskException | SourceReadException e) {
            LOG.debug("{} cannot be read", found.path(), e);
            return "";
        }
    }
}
