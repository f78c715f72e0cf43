package dev.smc.core.internal.image.archive;

import static dev.smc.core.internal.image.archive.OvfFixture.envelope;
import static dev.smc.core.internal.image.archive.OvfFixture.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.SourceReadException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OvfDescriptorTest {
    private static final String FILES = """
            <File ovf:id="f1" ovf:href="a.vmdk"/><File ovf:id="f2" ovf:href="b.vmdk"/>
            """;
    private static final String DISKS = """
            <Disk ovf:diskId="d1" ovf:fileRef="f1"/><Disk ovf:diskId="d2" ovf:fileRef="f2"/>
            """;

    private static List<String> names(String xml) {
        return OvfDescriptor.disks("x.ovf", xml.getBytes(StandardCharsets.UTF_8)).stream()
                .map(OvfDisk::name)
                .toList();
    }

    @Test
    void disks_withoutHardware_areInTheOrderOfTheirSection() {
        assertThat(names(envelope(FILES, DISKS, ""))).containsExactly("a.vmdk", "b.vmdk");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16BE"})
    void disks_inOtherEncodings_areTheSame(String encoding) throws Exception {
        String mark = encoding.equals("UTF-16") ? "" : "\ufeff";
        byte[] xml = (mark + envelope(FILES.replace("a.vmdk", "\u00e4.vmdk"), DISKS, "")).getBytes(encoding);
        assertThat(OvfDescriptor.disks("x.ovf", xml))
                .extracting(OvfDisk::name)
                .containsExactly("\u00e4.vmdk", "b.vmdk");
    }

    @Test
    void disks_withHardware_areInTheOrderOfTheirAddresses() {
        String items = item(17, 1, "ovf:/disk/d1", 5) + item(17, 2, "ovf:/disk/d2", 3);
        assertThat(names(envelope(FILES, DISKS, items))).containsExactly("b.vmdk", "a.vmdk");
    }

    @Test
    void disks_ofWhichOneBoots_startWithIt() {
        String disks = DISKS.replace("ovf:diskId=\"d2\"", "ovf:diskId=\"d2\" ovf:boot=\"true\"");
        assertThat(names(envelope(FILES, disks, ""))).containsExactly("b.vmdk", "a.vmdk");
    }

    @Test
    void disks_thatAreFilesOfTheHardware_countAndImagesOfDrivesDoNot() {
        String items = item(17, 1, "ovf:/file/f1", 5) + item(15, 2, "ovf:/file/f2", 3);
        assertThat(names(envelope(FILES, "", items))).containsExactly("a.vmdk");
    }

    @ParameterizedTest
    @CsvSource({
        "7, '', 7",
        "7, byte, 7",
        "7, byte * 2^20, 7340032",
        "7, byte*2^30, 7516192768",
        "7, GigaBytes, 7516192768",
        "7, MegaBytes, 7340032"
    })
    void disks_thatAreBlank_haveASizeInTheirUnits(String capacity, String units, long size) {
        String disk =
                "<Disk ovf:diskId='d' ovf:capacity='%s' ovf:capacityAllocationUnits='%s'/>".formatted(capacity, units);
        OvfDisk found = OvfDescriptor.disks("x", envelope("", disk, "").getBytes(StandardCharsets.UTF_8))
                .get(0);
        assertThat(found.isBlank()).isTrue();
        assertThat(found.blankSize()).isEqualTo(size);
    }

    /** Disks that cannot be read, and what the error says. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<Disk ovf:diskId='d' ovf:fileRef='f9'/> | in the file 'f9'",
                "<Disk ovf:diskId='d' ovf:fileRef='f1' ovf:parentRef='d0'/> | stands on another disk",
                "<Disk ovf:diskId='d'/> | of capacity ''",
                "<Disk ovf:diskId='d' ovf:capacity='-1'/> | of capacity '-1'",
                "<Disk ovf:diskId='d' ovf:capacity='9' ovf:capacityAllocationUnits='byte * 2^61'/> | byte * 2^61",
                "<Disk ovf:diskId='d' ovf:capacity='9' ovf:capacityAllocationUnits='furlongs'/> | furlongs",
                "<Disk ovf:diskId='d' ovf:fileRef='c'/> | cut into chunks",
                "<Disk ovf:diskId='d' ovf:fileRef='z'/> | compressed by bzip2",
                "<Other/> | no disks",
                "<Disk | no well-formed XML"
            })
    void disks_thatCannotBeRead_areRefused(String disks, String part) {
        String files = FILES
                + "<File ovf:id='c' ovf:href='c' ovf:chunkSize='7'/><File ovf:id='z' ovf:href='z' ovf:compression='bzip2'/>";
        assertThatThrownBy(() -> names(envelope(files, disks, "")))
                .isInstanceOfAny(CorruptDiskException.class, SourceReadException.class)
                .hasMessageContaining(part);
    }

    @Test
    void disks_ofHardwareWithoutIt_areRefused() {
        assertThatThrownBy(() -> names(envelope(FILES, DISKS, item(17, 1, "ovf:/disk/d9", 0))))
                .isInstanceOf(CorruptDiskException.class)
                .hasMessageContaining("the disk 'd9'");
    }

    @Test
    void disks_ofSeveralServers_areRefused() {
        String server = envelope(FILES, DISKS, item(17, 1, "ovf:/disk/d1", 0));
        String second = "<VirtualSystem>" + item(17, 1, "ovf:/disk/d2", 0) + "</VirtualSystem>";
        assertThatThrownBy(() -> names(server.replace("</Envelope>", second + "</Envelope>")))
                .isInstanceOf(SourceReadException.class)
                .hasMessageContaining("describes 2 virtual machines");
    }

    /** A descriptor must not make this program read files, ask servers, or run out of memory. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<!DOCTYPE Envelope [<!ENTITY x SYSTEM 'file:///etc/hostname'>]> | &x;",
                "<!DOCTYPE Envelope SYSTEM 'http://127.0.0.1:1/x.dtd'> | &x;",
                "<!DOCTYPE Envelope [<!ENTITY a 'aa'><!ENTITY x '&a;&a;&a;'>]> | &x;"
            })
    void disks_ofADescriptorWithADtd_areNeverMadeByIt(String doctype, String entity) {
        String xml = envelope(FILES.replace("a.vmdk", entity), DISKS, "").replace("<Envelope", doctype + "<Envelope");
        assertThatThrownBy(() -> names(xml)).isInstanceOf(CorruptDiskException.class);
    }
}
