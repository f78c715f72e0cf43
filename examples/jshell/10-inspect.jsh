// What is on a disk? Nothing is kept but the home's store.
var work = Files.createTempDirectory("smc-jshell").toString()
var disk = sample(work + "/web01.raw")
var center = center(work + "/home")

var server = center.sources().inspect(disk.file())
var layout = server.disks().get(0)
System.out.println(layout.format() + ", " + mib(layout.sizeBytes()) + ", " + layout.partitionTable())
layout.partitions().forEach(p -> System.out.println(p.index() + ": " + p.content() + " " + p.label().orElse("") + ", " + mib(p.usedBytes()) + " of " + mib(p.sizeBytes()) + " used"))
System.out.println("to copy: " + mib(layout.usedBytes()))

center.close()
/exit
