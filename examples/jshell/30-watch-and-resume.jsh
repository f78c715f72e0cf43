// Watch a round, stop it half-way, and go on: what had arrived is not sent again.
var work = Files.createTempDirectory("smc-jshell").toString()
var disk = sample(work + "/web01.raw")
var center = center(work + "/home")

var web01 = center.sources().register(s -> s.name("web01").addDisk(disk.file()))
var job = center.jobs().create(j -> j.name("web01-to-image").sourceId(web01.id()).transfer(t -> t.bandwidthLimit(Bandwidth.ofMbps(40))))

// A listener is told about phases, progress and the end.
var phases = Collections.synchronizedList(new ArrayList<JobPhase>())
var quarter = new CountDownLatch(1)
class Watcher implements ProgressListener {
    public void phaseChanged(Progress p) { phases.add(p.phase()); }
    public void progressed(Progress p) { if (p.percent() > 25) quarter.countDown(); }
    public void failed(MigrationException e) { quarter.countDown(); System.out.println("ended: " + e.code()); }
}

var run = center.jobs().start(job.id())
run.addListener(new Watcher())
quarter.await()
System.out.println("a quarter is done: " + (run.progress().percent() > 25))

// Closing the centre stops the round, as the end of the process would; the job stays marked as running.
center.close()

var again = center(work + "/home")
System.out.println("after closing: " + again.jobs().get(job.id()).status())
var resumed = again.jobs().resume().get(0)
resumed.limit(Bandwidth.unlimited())
var result = resumed.completion().join()
System.out.println("sent over both tries: " + (result.transferredBytes() * 10 < result.usedBytes() * 13 ? "less than 1.3 x used" : "too much"))
System.out.println("now: " + again.jobs().get(job.id()).status() + ", phases seen " + phases)
again.close()
/exit
