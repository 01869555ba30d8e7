package cbdc.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunPageTest {
  private static final Pattern CHART = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL);

  @TempDir private Path folder;

  private String page() throws IOException {
    RunPage.write(Runs.write(folder, 20, Runs.HERE, "aa"));
    return Files.readString(folder.resolve(RunPage.NAME));
  }

  @Test
  void shouldTellEverythingThatMatters() throws IOException {
    assertThat(page())
        .contains("PASSED", "Load run: made-up", "acknowledged 1,000, lost 0, doubled 0")
        .contains("at 3.0 s: node-1 is killed", "p99 in ms", "100.0/s", "Conditions");
  }

  @Test
  void shouldNeedNothingButItself() throws IOException {
    assertThat(page()).doesNotContain("http://www", "https://", "src=", "@import", "url(");
  }

  @Test
  void shouldKeepForeignTextFromBeingAPieceOfThePage() throws IOException {
    assertThat(page())
        .contains("Processor &lt;X&gt;", "Less &lt; more &amp; &quot;so on&quot;.")
        .doesNotContain("<X>");
  }

  @Test
  void shouldDrawEveryChartWithinItsFrame() throws Exception {
    Matcher charts = CHART.matcher(page());
    int found = 0;
    while (charts.find()) {
      found++;
      var svg =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(charts.group().getBytes(StandardCharsets.UTF_8)));
      var paths = svg.getElementsByTagName("path");
      assertThat(paths.getLength()).isPositive();
      for (int i = 0; i < paths.getLength(); i++) {
        String line = paths.item(i).getAttributes().getNamedItem("d").getNodeValue();
        for (String point : line.substring(1).split("L", -1)) {
          String[] at = point.split(" ", -1);
          assertThat(Double.parseDouble(at[0])).isBetween(0.0, 640.0);
          assertThat(Double.parseDouble(at[1])).isBetween(0.0, 260.0);
        }
      }
    }
    assertThat(found).isEqualTo(4);
  }
}
