package cbdc.load.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A chart of lines as SVG, drawn to be read on paper as well as on a screen. */
final class LineChart {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 260;
  private static final int LEFT = 62;
  private static final int RIGHT = 24;
  private static final int TOP = 12;
  private static final int BOTTOM = 34;
  private static final int TICKS = 5;

  /** From this ratio on values are far apart. */
  private static final double WIDE = 10;

  /** That find room below a chart. */
  private static final int LETTERS = 70;

  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d{1,15})?");

  private final String title;
  private final Axis x;
  private final Axis y;
  private final StringBuilder lines = new StringBuilder();
  private final StringBuilder legend = new StringBuilder();

  /** Style 0 is that of what others are held against. */
  private int drawn = 1;

  /**
   * One side of a chart.
   *
   * @param label what it shows, with its unit
   * @param ticks where it is marked, ascending; the first and the last are its ends
   * @param text how a mark is written
   * @param scale grows with the value; the identity, or a logarithm
   */
  record Axis(
      String label, List<Double> ticks, DoubleFunction<String> text, DoubleUnaryOperator scale) {
    Axis {
      ticks = List.copyOf(ticks);
    }

    /** From 0 to a round number above the largest value. */
    static Axis linear(String label, double largest) {
      double step = round(Math.max(largest, 1e-9) / TICKS);
      List<Double> ticks = new ArrayList<>();
      for (int i = 0; i == 0 || ticks.getLast() < largest; i++) {
        ticks.add(i * step);
      }
      return new Axis(label, ticks, LineChart::number, value -> value);
    }

    /** Powers of ten, from one at most as large as the smallest value. */
    static Axis logarithmic(String label, double smallest, double largest) {
      List<Double> ticks = new ArrayList<>();
      double tick = Math.pow(10, Math.floor(Math.log10(Math.max(smallest, 1e-3))));
      ticks.add(tick);
      do {
        tick *= 10;
        ticks.add(tick);
      } while (tick < largest);
      return new Axis(
          label, ticks, LineChart::number, value -> Math.log10(Math.max(value, ticks.getFirst())));
    }

    /**
     * Marks at values of a setting. Numbers stand where they belong, by their logarithm where they
     * are far apart; words stand at even distances, and have numbers of their own instead where
     * they are too long to stand side by side.
     */
    static Axis ofValues(String label, List<String> values) {
      if (values.stream().allMatch(value -> NUMBER.matcher(value).matches())) {
        List<Double> ticks = values.stream().map(Double::valueOf).sorted().toList();
        boolean isWide = ticks.getFirst() > 0 && ticks.getLast() / ticks.getFirst() >= WIDE;
        return new Axis(
            isWide ? label + ", logarithmic" : label,
            ticks,
            LineChart::number,
            value -> isWide ? Math.log10(value) : value);
      }
      int longest = values.stream().mapToInt(String::length).max().orElse(0);
      boolean isShort = longest * values.size() <= LETTERS;
      List<Double> ticks = new ArrayList<>(List.of(-0.5));
      IntStream.range(0, values.size()).forEach(i -> ticks.add((double) i));
      ticks.add(values.size() - 0.5);
      return new Axis(
          isShort ? label : label + ", by its line in the table",
          ticks,
          at -> at != Math.rint(at) ? "" : isShort ? values.get((int) at) : number(at + 1),
          value -> value);
    }

    /** Where a value of {@link #ofValues} stands. */
    static double place(List<String> values, String value) {
      return values.stream().allMatch(one -> NUMBER.matcher(one).matches())
          ? Double.parseDouble(value)
          : values.indexOf(value);
    }

    /** A share of the side, 0 at its begin and 1 at its end. */
    private double at(double value) {
      double from = scale.applyAsDouble(ticks.getFirst());
      double to = scale.applyAsDouble(ticks.getLast());
      return Math.clamp((scale.applyAsDouble(value) - from) / (to - from), 0, 1);
    }

    /** 1, 2 or 5 times a power of ten, at least this. */
    private static double round(double least) {
      double power = Math.pow(10, Math.floor(Math.log10(least)));
      for (double factor : new double[] {1, 2, 5}) {
        if (factor * power >= least) {
          return factor * power;
        }
      }
      return 10 * power;
    }
  }

  /** A point of a line. */
  record Point(double x, double y) {}

  LineChart(String title, Axis x, Axis y) {
    this.title = title;
    this.x = x;
    this.y = y;
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%s", (float) value);
  }

  /** Adds a dashed line that the others are held against. */
  LineChart reference(String name, List<Point> points) {
    return draw(name, points, 0);
  }

  /** Adds a line. */
  LineChart line(String name, List<Point> points) {
    return draw(name, points, drawn++);
  }

  /** Adds a line whose points are measured ones, and can be told from what lies between. */
  LineChart dottedLine(String name, List<Point> points) {
    dots(points, drawn, "dot");
    return line(name, points);
  }

  /** Adds points without a line, filled ones. */
  LineChart dots(String name, List<Point> points) {
    dots(points, drawn, "dot");
    return named(name, drawn++);
  }

  /** Adds points without a line, hollow ones. */
  LineChart rings(String name, List<Point> points) {
    dots(points, drawn, "ring");
    return named(name, drawn++);
  }

  private void dots(List<Point> points, int style, String form) {
    for (Point point : points) {
      lines.append(
          String.format(
              Locale.ROOT,
              "<circle class=\"%s l%d\" cx=\"%s\" cy=\"%s\" r=\"4\"/>\n",
              form,
              style,
              xOf(point.x()),
              yOf(point.y())));
    }
  }

  private LineChart draw(String name, List<Point> points, int style) {
    StringBuilder path = new StringBuilder();
    for (Point point : points) {
      path.append(path.isEmpty() ? 'M' : 'L')
          .append(xOf(point.x()))
          .append(' ')
          .append(yOf(point.y()));
    }
    lines
        .append("<path class=\"line l")
        .append(style)
        .append("\" d=\"")
        .append(path)
        .append("\"/>\n");
    return named(name, style);
  }

  private LineChart named(String name, int style) {
    legend
        .append("<span class=\"key k")
        .append(style)
        .append("\">")
        .append(Html.text(name))
        .append("</span>\n");
    return this;
  }

  /** Marks a moment with a number; what happened then stands elsewhere. */
  LineChart mark(double atX, String text) {
    lines.append(
        String.format(
            Locale.ROOT,
            "<line class=\"mark\" x1=\"%1$s\" x2=\"%1$s\" y1=\"%2$d\" y2=\"%3$d\"/><text class=\"tick\" x=\"%1$s\" y=\"%4$d\" text-anchor=\"middle\">%5$s</text>\n",
            xOf(atX),
            TOP + 6,
            HEIGHT - BOTTOM,
            TOP + 2,
            Html.text(text)));
    return this;
  }

  private String xOf(double value) {
    return String.format(Locale.ROOT, "%.1f", LEFT + x.at(value) * (WIDTH - LEFT - RIGHT));
  }

  private String yOf(double value) {
    return String.format(
        Locale.ROOT, "%.1f", HEIGHT - BOTTOM - y.at(value) * (HEIGHT - TOP - BOTTOM));
  }

  /** The chart with its title and legend. */
  String figure() {
    StringBuilder svg = new StringBuilder();
    svg.append("<figure><figcaption>").append(Html.text(title)).append("</figcaption>\n");
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
            WIDTH,
            HEIGHT,
            Html.text(title)));
    for (double tick : y.ticks()) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class=\"grid\" x1=\"%1$d\" x2=\"%2$d\" y1=\"%3$s\" y2=\"%3$s\"/><text class=\"tick\" x=\"%4$d\" y=\"%3$s\" dy=\"4\" text-anchor=\"end\">%5$s</text>\n",
              LEFT,
              WIDTH - RIGHT,
              yOf(tick),
              LEFT - 6,
              Html.text(y.text().apply(tick))));
    }
    for (double tick : x.ticks()) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<text class=\"tick\" x=\"%s\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
              xOf(tick),
              HEIGHT - BOTTOM + 16,
              Html.text(x.text().apply(tick))));
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<text class=\"axis\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n",
            WIDTH - RIGHT,
            HEIGHT - 4,
            Html.text(x.label())));
    svg.append(lines).append("</svg>\n<div class=\"legend\">").append(legend);
    svg.append("<span class=\"unit\">")
        .append(Html.text(y.label()))
        .append("</span></div></figure>\n");
    return svg.toString();
  }
}
