package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.edit.EditPlan;

/** Tells cloud-init, where it is installed, that it is on Alibaba Cloud now, and what to leave as the server has it. */
final class CloudInitFixup implements Fixup {
    private static final String DIRECTORY = "/etc/cloud/cloud.cfg.d";
    /** The last in order, so that it is read after those of the old platform. */
    private static final String FILE = DIRECTORY + "/99_smc.cfg";

    @Override
    public String step() {
        return "cloud-init";
    }

    @Override
    public void plan(Adaptation adaptation) {
        EditPlan plan = adaptation.plan();
        if (!plan.exists("/etc/cloud/cloud.cfg")) {
            return;
        }
        String text = """
                # Written by SMC. This server was moved to Alibaba Cloud ECS.
                datasource_list: [ AliYun, None ]
                # Its users, passwords and keys are those that it had.
                ssh_deletekeys: false
                """;
        if (!NetworkFixup.names(adaptation).isEmpty()) {
            text += "# Its network is configured by its own files.\nnetwork: { config: disabled }\n";
        }
        if (adaptation.options().keepHostname()) {
            text += "preserve_hostname: true\n";
        }
        plan.write(FILE, text, "cloud-init must ask Alibaba Cloud, not the old platform");
        plan.setAside("/etc/cloud/ds-identify.cfg", "it names the data source of the old platform");
    }
}
