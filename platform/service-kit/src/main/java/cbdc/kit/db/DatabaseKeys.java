package cbdc.kit.db;

import cbdc.kit.config.Config;
import cbdc.kit.config.ConfigKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The settings of a service's database, the same for all services but for their first word. */
public final class DatabaseKeys {
  private final ConfigKey<Optional<String>> url;
  private final ConfigKey<String> user;
  private final ConfigKey<Optional<Path>> password;

  /**
   * The keys of a service.
   *
   * @param service first word of the keys, and the default of database and user
   */
  public DatabaseKeys(String service) {
    url =
        ConfigKey.text(
                service + ".database.url",
                "PostgreSQL database such as jdbc:postgresql://host:5432/"
                    + service
                    + "; without it the service starts one of its own")
            .optional();
    user = ConfigKey.text(service + ".database.user", "its user").withDefault(service);
    password =
        ConfigKey.secretFile(service + ".database.password-file", "file with that user's password")
            .optional();
  }

  /** Where the database is, if it is not the service's own. */
  public ConfigKey<Optional<String>> url() {
    return url;
  }

  /** As whom the service connects. */
  public ConfigKey<String> user() {
    return user;
  }

  /** The file with that user's password. */
  public ConfigKey<Optional<Path>> password() {
    return password;
  }

  /**
   * What is configured; empty for a server of the service's own.
   *
   * @throws IllegalArgumentException when the password file cannot be read, or the address is none
   *     or holds a password
   */
  public Optional<DatabaseSettings> read(Config config) {
    return config.get(url).map(address -> settings(address, config));
  }

  private DatabaseSettings settings(String address, Config config) {
    if (address.toLowerCase(Locale.ROOT).contains("password=")) {
      throw new IllegalArgumentException(
          url.name()
              + " holds a password, which others can see: move it into a file and name that in "
              + password.name());
    }
    Optional<Path> file = config.get(password);
    try {
      return file.isPresent()
          ? DatabaseSettings.of(address, config.get(user), file.get())
          : DatabaseSettings.of(address, config.get(user), "");
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          password.name() + " cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }
}
