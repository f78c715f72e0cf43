// A disk becomes an image in the local cloud: a full round, a change, an incremental round.
var work = Files.createTempDirectory("smc-jshell").toString()
var disk = sample(work + "/web01.raw")
var center = center(work + "/home")

var web01 = center.sources().register(s -> s.name("web01").addDisk(disk.file()))
var job = center.jobs().create(j -> j.name("web01-daily").sourceId(web01.id()).target(Target.image("local", "web01")).runOnce(false).maxImagesToKeep(2))

var full = center.jobs().start(job.id()).completion().join()
System.out.println("full: " + mib(full.usedBytes()) + " used, " + mib(full.wireBytes()) + " on the wire")

long written = disk.change()
var next = center.jobs().start(job.id()).completion().join()
System.out.println("incremental: " + mib(next.changedBytes()) + " changed, " + mib(next.wireBytes()) + " on the wire")

var image = center.resources().image(next.imageId())
var same = disk.compare(Path.of(image.disks().get(0).path().get()))
System.out.println("image " + image.name() + ": " + mib(same.equalBytes()) + " equal, " + mib(same.zeroBytes()) + " zero")

center.jobs().delete(job.id())
System.out.println("left: " + center.resources().list().stream().map(r -> r.type() + " " + r.name()).toList())
center.close()
/exit
