package cbdc.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes what {@code ./cbdc run} would. */
final class PretendedSystem {
  private PretendedSystem() {}

  /** Two banks at one address, with two wallets and a merchant each. */
  static Path write(Path folder, String url) throws IOException {
    String json =
        """
        {"format": 1, "currency": "XDU", "banks": [
          {"bank": 1, "url": "%1$s", "operatorToken": "operator", "wallets": [
            {"account": "DC16000100000001000000", "class": 1, "token": "token-11"},
            {"account": "DC86000100000001000001", "class": 2, "token": "token-12"}],
           "merchants": [{"account": "DC59000100000001000002", "apiKey": "key-1"}]},
          {"bank": 2, "url": "%1$s", "operatorToken": "operator", "wallets": [
            {"account": "DC45000200000001000007", "class": 1, "token": "token-21"}],
           "merchants": [{"account": "DC18000200000001000008", "apiKey": "key-2"}]}]}
        """
            .formatted(url);
    return Files.writeString(folder.resolve("run.json"), json);
  }
}
