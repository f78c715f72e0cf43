package dev.smc.core.internal.center;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.MigrationCenter;
import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.model.Platform;
import dev.smc.api.model.PlatformKind;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recognises platforms of real disks through the public face. */
@RequiresTool({"mkfs.ext4", "sgdisk"})
class PlatformIT {
    private static final String RULES = """
            {"version": 1, "platforms": [{"id": "ours", "name": "Our cloud", "kind": "CLOUD", "rules": [
              {"all": [{"file": "/etc/motd", "contains": "our cloud"}], "confidence": 99, "source": "our images"}]}]}
            """;

    @TempDir
    private Path directory;

    @Test
    void register_ofADiskOfAServer_tellsItsPlatform() throws Exception {
        Path disk = disk(
                "/var/log/dmesg", "DMI: VMware, Inc. VMware7,1/440BX Desktop Reference Platform, BIOS VMW71.00V\n");
        try (MigrationCenter center = MigrationCenter.open(directory.resolve("home"))) {
            Platform found = center.sources()
                    .register(s -> s.name("web01").addDisk(disk))
                    .platform();

            assertThat(found.id()).isEqualTo("vmware");
            assertThat(found.evidence()).first().asString().contains("kernel.dmi starts with \"VMware\"");
            assertThat(center.sources().list().get(0).platform()).isEqualTo(found);
            assertThat(center.sources()
                            .register(s -> s.name("web02").addDisk(disk).putMachine("dmi.sys_vendor", "Tencent Cloud"))
                            .platform()
                            .id())
                    .isEqualTo("tencent");
        }
    }

    @Test
    void inspect_withRulesOfAUser_usesThem() throws Exception {
        Path disk = disk("/etc/motd", "Welcome to Our Cloud\n");
        Path rules = Files.writeString(directory.resolve("rules.json"), RULES);
        try (MigrationCenter center = MigrationCenter.builder()
                .home(directory.resolve("home"))
                .platformRules(rules)
                .open()) {
            assertThat(center.sources().inspect(disk).platform().id()).isEqualTo("ours");
        }
        try (MigrationCenter center = MigrationCenter.open(directory.resolve("home"))) {
            assertThat(center.sources().inspect(disk).platform().kind()).isEqualTo(PlatformKind.UNKNOWN);
        }
    }

    @Test
    void open_withRulesThatAreNone_saysSo() throws Exception {
        MigrationCenter.Builder missing =
                MigrationCenter.builder().home(directory.resolve("home")).platformRules(directory.resolve("none.json"));
        assertThatThrownBy(missing::open)
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("none.json cannot be read");
        Path wrong = Files.writeString(directory.resolve("wrong.json"), "{}");
        assertThatThrownBy(() -> MigrationCenter.builder()
                        .home(directory.resolve("home"))
                        .platformRules(wrong)
                        .open())
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("wrong.json");
    }

    private Path disk(String name, String content) throws Exception {
        Path file = directory.resolve("files" + name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Path disk = directory.resolve("disk.raw");
        Programs.run("truncate", "-s", "64M", disk.toString());
        Programs.run(
                "mkfs.ext4",
                "-q",
                "-F",
                "-E",
                "offset=1048576",
                "-d",
                directory.resolve("files").toString(),
                disk.toString(),
                "61M");
        Programs.run("sgdisk", "-n", "1:2048:0", disk.toString());
        return disk;
    }
}
