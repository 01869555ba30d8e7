package cbdc.kit.http;

import java.util.ArrayList;
import java.util.List;

/** Builds a page; everything that comes from a contract is escaped here and nowhere else. */
final class Html {
  private final StringBuilder out = new StringBuilder();

  /** Adds markup that is ours. */
  Html raw(String markup) {
    out.append(markup);
    return this;
  }

  /** Adds text that means only itself. */
  Html text(Object text) {
    out.append(escape(String.valueOf(text)));
    return this;
  }

  /** Adds text with {@code `code`} in it. */
  Html inline(Object text) {
    String[] parts = escape(String.valueOf(text)).split("`", -1);
    for (int i = 0; i < parts.length; i++) {
      boolean code = i % 2 == 1 && i < parts.length - 1;
      out.append(code ? "<code>" : i % 2 == 1 ? "`" : "").append(parts[i]);
      out.append(code ? "</code>" : "");
    }
    return this;
  }

  /** Adds paragraphs, divided by empty lines, and lists, whose lines begin with a dash. */
  Html prose(Object text) {
    for (String block : String.valueOf(text).strip().split("\n\\s*\n", -1)) {
      List<String> items = items(block);
      if (items.isEmpty()) {
        raw("<p>").inline(block.strip()).raw("</p>\n");
      } else {
        raw("<ul>\n");
        items.forEach(item -> raw("<li>").inline(item).raw("</li>\n"));
        raw("</ul>\n");
      }
    }
    return this;
  }

  /** Adds a row of cells, each of them markup that was built by another of these. */
  Html row(Html... cells) {
    raw("<tr>");
    for (Html cell : cells) {
      raw("<td>").raw(cell.toString()).raw("</td>");
    }
    return raw("</tr>\n");
  }

  @Override
  public String toString() {
    return out.toString();
  }

  /** A text as an anchor's name. */
  static String anchor(String text) {
    return text.replaceAll("[^A-Za-z0-9_-]+", "-");
  }

  private static List<String> items(String block) {
    List<String> items = new ArrayList<>();
    for (String line : block.strip().split("\n", -1)) {
      String stripped = line.strip();
      if (stripped.startsWith("- ")) {
        items.add(stripped.substring(2));
      } else if (items.isEmpty()) {
        return List.of();
      } else {
        items.set(items.size() - 1, items.getLast() + " " + stripped);
      }
    }
    return items;
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char here = text.charAt(i);
      switch (here) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(here);
      }
    }
    return escaped.toString();
  }
}
