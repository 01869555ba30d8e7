package cbdc.simulator.replay;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a history must come to, by the rules alone: its own reading of the lines, one map, no
 * ledger.
 */
final class Oracle {
  final Map<Long, BigDecimal> wallets = new TreeMap<>();
  final Map<String, BigDecimal> sent = new TreeMap<>();
  final Map<String, Long> byKind = new TreeMap<>();
  final Map<String, Long> declinedByKind = new TreeMap<>();

  Oracle(List<String> lines) {
    lines.stream().skip(1).forEach(this::follow);
  }

  private void follow(String line) {
    String[] field = line.replace("\"", "").split(";", -1);
    long wallet = Long.parseLong(field[1]);
    BigDecimal amount = new BigDecimal(field[5]);
    BigDecimal has = wallets.getOrDefault(wallet, BigDecimal.ZERO);
    String kind =
        switch (field[4]) {
          case "VKLAD" -> "CASH_IN";
          case "VYBER", "VYBER KARTOU" -> "CASH_OUT";
          case "PREVOD NA UCET" -> "TRANSFER_OUT";
          case "PREVOD Z UCTU" -> "TRANSFER_IN";
          default -> "INTEREST";
        };
    byKind.merge(kind, 1L, Long::sum);
    boolean isOut = kind.endsWith("OUT");
    if (isOut && has.compareTo(amount) < 0) {
      declinedByKind.merge(kind, 1L, Long::sum);
      wallets.put(wallet, has);
      return;
    }
    wallets.put(wallet, isOut ? has.subtract(amount) : has.add(amount));
    if (kind.equals("TRANSFER_OUT")) {
      sent.merge(field[8], amount, BigDecimal::add);
    }
  }

  long rows() {
    return byKind.values().stream().mapToLong(Long::longValue).sum();
  }

  long declined() {
    return declinedByKind.values().stream().mapToLong(Long::longValue).sum();
  }

  long total() {
    return wallets.values().stream().mapToLong(Oracle::minor).sum();
  }

  long sentTo(String bank) {
    return minor(sent.getOrDefault(bank, BigDecimal.ZERO));
  }

  String sha256() throws Exception {
    StringBuilder text = new StringBuilder();
    wallets.forEach(
        (id, balance) -> text.append(id).append(':').append(minor(balance)).append('\n'));
    byte[] hash =
        MessageDigest.getInstance("SHA-256")
            .digest(text.toString().getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().formatHex(hash);
  }

  private static long minor(BigDecimal amount) {
    return amount.movePointRight(2).longValueExact();
  }
}
