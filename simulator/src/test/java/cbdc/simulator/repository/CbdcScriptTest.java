package cbdc.simulator.repository;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code cbdc}, with a JDK and a Maven that only pretend. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class CbdcScriptTest {
  /** Prints its arguments; told to wait, runs until its input ends. */
  private static final String JAVA =
      """
      #!/bin/sh
      echo "java $*"
      if [ "${JAVA_WAITS:-}" = yes ]; then exec cat; fi
      """;

  /** Makes the folder of jars, slowly; two at a time would leave a note. */
  private static final String MAVEN =
      """
      #!/bin/sh
      mkdir "$TEST_FOLDER/maven-runs" || echo overlap >> "$TEST_FOLDER/overlaps"
      echo build >> "$TEST_FOLDER/builds"
      sleep 0.3
      rmdir "$TEST_FOLDER/maven-runs"
      [ "${MAVEN_FAILS:-}" != yes ] || { echo "[ERROR] on purpose"; exit 1; }
      for argument; do
        case $argument in
          -Dcbdc.lib=*) mkdir -p "${argument#*=}" && touch "${argument#*=}/some.jar" ;;
        esac
      done
      """;

  @TempDir private Path folder;
  private Path project;
  private Path work;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void makeProject() throws IOException {
    project = Files.createDirectories(folder.resolve("project"));
    work = project.resolve(".cbdc");
    executable(project.resolve("cbdc"), Files.readString(Repository.root().resolve("cbdc")));
    Files.writeString(project.resolve("jvm.options"), "");
    Files.writeString(project.resolve("pom.xml"), "<project/>");
    Path jdk = folder.resolve("jdk");
    executable(jdk.resolve("bin/java"), JAVA);
    executable(jdk.resolve("bin/javac"), JAVA);
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"99\"\n");
    executable(folder.resolve("bin/mvn"), MAVEN);
  }

  @AfterEach
  void stopAll() {
    started.forEach(Process::destroyForcibly);
  }

  private static void executable(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private ProcessBuilder script(String... arguments) {
    List<String> command = new ArrayList<>(List.of("sh", project.resolve("cbdc").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("CBDC_JAVA_OPTS");
    builder.environment().put("TEST_FOLDER", folder.toString());
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    builder
        .environment()
        .merge("PATH", folder.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
    return builder;
  }

  private Process start(ProcessBuilder script) throws IOException {
    Process process =
        script.redirectOutput(folder.resolve("output-" + started.size() + ".txt").toFile()).start();
    started.add(process);
    return process;
  }

  private String output(Process process) throws IOException {
    return Files.readString(folder.resolve("output-" + started.indexOf(process) + ".txt"));
  }

  private String run(ProcessBuilder script, int exitCode) throws Exception {
    Process process = start(script);
    process.getOutputStream().close();
    assertThat(process.waitFor()).as(output(process)).isEqualTo(exitCode);
    return output(process);
  }

  /** A process id that nobody has. */
  private static long gone() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    return process.pid();
  }

  private void changeASource() throws IOException {
    Files.setLastModifiedTime(
        project.resolve("pom.xml"), FileTime.from(Instant.now().plus(Duration.ofHours(1))));
  }

  private List<Path> libs() throws IOException {
    try (Stream<Path> files = Files.list(work)) {
      return files.filter(file -> file.getFileName().toString().startsWith("lib.")).toList();
    }
  }

  private long builds() throws IOException {
    return Files.readAllLines(folder.resolve("builds")).size();
  }

  private void assertNothingIsLocked() throws IOException {
    try (Stream<Path> files = Files.list(work)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("building") || name.startsWith("process."));
    }
  }

  @Test
  void shouldFindAJdkWithoutAHomeFolder() throws Exception {
    ProcessBuilder script = script("jdk");
    script.environment().remove("HOME");
    script.environment().remove("JAVA_HOME");
    script
        .environment()
        .merge("PATH", folder.resolve("jdk/bin").toString(), (path, bin) -> bin + ":" + path);

    assertThat(run(script, 0).strip()).isEqualTo(folder.resolve("jdk").toRealPath().toString());
  }

  @Test
  void shouldBuildOnceAndStartJavaWithTheJars() throws Exception {
    assertThat(run(script("some", "thing"), 0))
        .contains("-cp " + libs().getFirst() + "/* cbdc.simulator.app.CbdcMain some thing");
    run(script(), 0);

    assertThat(builds()).isEqualTo(1);
    assertNothingIsLocked();
  }

  @Test
  void shouldTakeOverOnceFromABuildThatWasKilled() throws Exception {
    Files.createDirectories(work);
    Files.writeString(work.resolve("building"), gone() + " 1\n");
    // Somebody was killed while it took over, too.
    Files.writeString(work.resolve("building.gone"), gone() + " 2\n");
    List<Process> together = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      together.add(start(script()));
    }
    for (Process process : together) {
      assertThat(process.waitFor()).as(output(process)).isZero();
    }

    assertThat(folder.resolve("overlaps")).doesNotExist();
    assertThat(builds()).isEqualTo(1);
    assertNothingIsLocked();
  }

  @Test
  void shouldNotWaitForAKilledProcessThatHadItsId() throws Exception {
    Files.createDirectories(work);
    ProcessBuilder script = script();
    String lockFirst =
        "echo \"$$ 1\" > .cbdc/process.$$ && ln .cbdc/process.$$ .cbdc/building && exec sh ./cbdc";
    script.command(List.of("sh", "-c", lockFirst)).directory(project.toFile());

    run(script, 0);

    assertThat(builds()).isEqualTo(1);
    assertNothingIsLocked();
  }

  @Test
  void shouldWaitForABuildThatIsUnderWay() throws Exception {
    Files.createDirectories(work);
    Files.writeString(work.resolve("building"), ProcessHandle.current().pid() + " 1\n");
    Process waiting = start(script());
    Await.until("it says so", () -> output(waiting).contains("waiting for the build"));
    assertThat(folder.resolve("builds")).doesNotExist();

    Files.delete(work.resolve("building"));

    assertThat(waiting.waitFor()).as(output(waiting)).isZero();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void shouldGiveTheLockBackWhenTheBuildFails() throws Exception {
    ProcessBuilder failing = script();
    failing.environment().put("MAVEN_FAILS", "yes");

    assertThat(run(failing, 1)).contains("on purpose", "the build failed");

    assertNothingIsLocked();
    run(script(), 0);
  }

  @Test
  void shouldKeepTheJarsOfARunningProcess() throws Exception {
    ProcessBuilder node = script();
    node.environment().put("JAVA_WAITS", "yes");
    Process running = start(node);
    Await.until("Java runs", () -> output(running).contains("java @"));
    Path used = libs().getFirst();

    changeASource();
    run(script(), 0);
    assertThat(libs()).hasSize(2).contains(used);

    running.getOutputStream().close();
    assertThat(running.waitFor()).isZero();
    run(script(), 0);
    assertThat(libs()).hasSize(1).doesNotContain(used);
  }
}
