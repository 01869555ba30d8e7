package cbdc.load.report;

import java.util.List;

/** Pieces of a page. */
final class Html {
  /** Colours that differ in lightness, too, so that they can be told apart in print. */
  private static final String STYLE =
      """
      :root{--ink:#1d2733;--soft:#5b6875;--rule:#dfe4ea;--paper:#fff;--wash:#f5f7f9;--c0:#8a97a6;--c1:#0b6bcb;--c2:#c9471f;--c3:#7a2d8f;--c4:#15803d;--ok:#15803d;--bad:#b42318}
      @media (prefers-color-scheme:dark){:root{--ink:#e6ebf0;--soft:#9aa8b5;--rule:#2f3a45;--paper:#12181f;--wash:#1a222b;--c0:#7c8a99;--c1:#5aa9f5;--c2:#f28b5f;--c3:#c88ae0;--c4:#57c785;--ok:#57c785;--bad:#ff8a7a}}
      @media print{:root{--ink:#000;--soft:#444;--rule:#ccc;--paper:#fff;--wash:#fff}figure,table,section{break-inside:avoid}}
      *{box-sizing:border-box}
      body{margin:0 auto;max-width:1120px;padding:28px 20px 60px;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif;-webkit-text-size-adjust:100%}
      h1{margin:0;font-size:1.7rem;line-height:1.2}h2{margin:2.2em 0 .6em;font-size:1.15rem}
      p{margin:.35em 0;overflow-wrap:anywhere}a{color:var(--c1)}.soft{color:var(--soft)}
      .verdict{display:inline-block;margin:0 0 .5em;padding:.15em .7em;border-radius:999px;border:1.5px solid;font-weight:600;font-size:.85rem;letter-spacing:.03em}
      .PASSED{color:var(--ok)}.FAILED,.PARTIAL{color:var(--bad)}
      .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:1.4em 0}
      .tile{background:var(--wash);border:1px solid var(--rule);border-radius:10px;padding:12px 14px}
      .tile b{display:block;font-size:1.45rem;line-height:1.25;font-variant-numeric:tabular-nums}.tile span{color:var(--soft);font-size:.85rem}
      .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:22px}
      figure{margin:0}figure:only-child{max-width:720px}figcaption{font-weight:600;margin-bottom:4px}svg{display:block;width:100%;height:auto}
      .grid{stroke:var(--rule)}.tick,.axis{fill:var(--soft);font-size:12px}.line{fill:none;stroke-width:1.8;stroke-linejoin:round}
      .mark{stroke:var(--bad);stroke-dasharray:4 3}.l0{stroke:var(--c0);stroke-dasharray:5 3}.l1{stroke:var(--c1)}.l2{stroke:var(--c2)}.l3{stroke:var(--c3)}.l4{stroke:var(--c4)}
      circle{stroke-width:1.8}.ring{fill:var(--paper)}.dot.l1{fill:var(--c1)}.dot.l2{fill:var(--c2)}.dot.l3{fill:var(--c3)}.dot.l4{fill:var(--c4)}
      .legend{display:flex;flex-wrap:wrap;gap:4px 16px;font-size:.85rem;color:var(--soft)}.unit{margin-left:auto}
      .key::before{content:"";display:inline-block;width:16px;height:3px;margin-right:6px;vertical-align:middle;background:currentColor}
      .k0::before{background:var(--c0)}.k1::before{background:var(--c1)}.k2::before{background:var(--c2)}.k3::before{background:var(--c3)}.k4::before{background:var(--c4)}
      .scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem;font-variant-numeric:tabular-nums}
      th,td{padding:6px 10px;border-bottom:1px solid var(--rule);text-align:right;white-space:nowrap}th:first-child,td:first-child{text-align:left}
      td.text{text-align:left;white-space:normal;overflow-wrap:anywhere}th{color:var(--soft);font-weight:600;white-space:normal;vertical-align:bottom}.good{color:var(--ok)}.wrong{color:var(--bad);font-weight:600}
      @media (max-width:600px){table{font-size:.8rem}th,td{padding:5px 4px}}
      @media print{.scroll{overflow:visible}table{font-size:.75rem}th,td{padding:4px 6px}}
      """;

  private Html() {}

  /** A text as it stands in a page. */
  static String text(String raw) {
    return raw.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** A whole page. */
  static String page(String title, String body) {
    return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>"
        + text(title)
        + "</title>\n<style>\n"
        + STYLE
        + "</style>\n</head>\n<body>\n"
        + body
        + "</body>\n</html>\n";
  }

  /** A figure that matters, with what it is. */
  static String tile(String figure, String meaning) {
    return "<div class=\"tile\"><b>"
        + text(figure)
        + "</b><span>"
        + text(meaning)
        + "</span></div>\n";
  }

  /** A way to another page, which lies below the folder of this one. */
  static String link(String file, String name) {
    return "<a href=\"" + text(file) + "\">" + text(name) + "</a>";
  }

  /** Good or bad news in one word. */
  static String judged(boolean isGood, String word) {
    return "<span class=\"" + (isGood ? "good" : "wrong") + "\">" + text(word) + "</span>";
  }

  /** A table; the cells of its rows are pieces of a page already. */
  static String table(List<String> head, List<List<String>> rows) {
    StringBuilder table = new StringBuilder("<div class=\"scroll\"><table>\n<tr>");
    head.forEach(name -> table.append("<th>").append(text(name)).append("</th>"));
    table.append("</tr>\n");
    for (List<String> row : rows) {
      table.append("<tr>");
      row.forEach(cell -> table.append(cell.startsWith("<td") ? cell : "<td>" + cell + "</td>"));
      table.append("</tr>\n");
    }
    return table.append("</table></div>\n").toString();
  }
}
