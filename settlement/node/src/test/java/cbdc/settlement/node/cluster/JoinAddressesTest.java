package cbdc.settlement.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.testkit.Await;
import cbdc.testkit.Unique;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.internal.cluster.impl.TcpIpJoiner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Only who answers is dialled. */
@Timeout(120)
class JoinAddressesTest {

  /** A listener whose kernel takes connections and who says nothing, as a process that stands. */
  private static ServerSocket standing() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static String address(ServerSocket socket) {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  private static String addressOfNobody() throws IOException {
    try (ServerSocket closed = standing()) {
      return address(closed);
    }
  }

  private static ClusterMember member(String cluster, String id, List<String> others) {
    return ClusterMember.start(ClusterMemberConfig.of(cluster, id, "127.0.0.1", 0, others));
  }

  @Test
  void shouldTellWhoAnswersRefusesAndIsSilent() throws IOException {
    try (ClusterMember living = member(Unique.name("greeted"), "n1", List.of());
        ServerSocket standing = standing()) {
      assertThat(JoinAddresses.greet(living.address())).isEqualTo(JoinAddresses.Greeting.ANSWERED);
      assertThat(JoinAddresses.greet(addressOfNobody())).isEqualTo(JoinAddresses.Greeting.REFUSED);
      assertThat(JoinAddresses.greet(address(standing))).isEqualTo(JoinAddresses.Greeting.SILENT);
    }
  }

  @Test
  void shouldShowWhoRefusesOnlyUntilItHasJoined() throws IOException {
    String nobody = addressOfNobody();
    try (ClusterMember living = member(Unique.name("living"), "n1", List.of());
        ServerSocket standing = standing();
        JoinAddresses addresses =
            new JoinAddresses(List.of(living.address(), nobody, address(standing)), "n2")) {
      assertThat(addresses.getMembers()).containsExactly(living.address(), nobody);
      addresses.look(List.of());
      assertThat(addresses.getMembers()).containsExactly(living.address());
    }
  }

  @Test
  void shouldRememberWhoWasAMemberAndNotGreetWhoIsOne() throws IOException {
    try (ServerSocket standing = standing();
        JoinAddresses addresses = new JoinAddresses(List.of(), "n1")) {
      addresses.look(List.of(address(standing)));
      assertThat(addresses.getMembers()).containsExactly(address(standing));
      addresses.look(List.of());
      assertThat(addresses.getMembers()).isEmpty();
      addresses.look(List.of(address(standing)));
      assertThat(addresses.getMembers()).containsExactly(address(standing));
    }
  }

  @Test
  void shouldJoinWhoAnswersThoughAnotherStandsStill() throws IOException {
    String cluster = Unique.name("joined");
    try (ServerSocket standing = standing();
        ClusterMember first = member(cluster, "n1", List.of());
        ClusterMember second = member(cluster, "n2", List.of(address(standing), first.address()))) {
      Await.until("both are members", () -> first.nodes().equals(Set.of("n1", "n2")));
      assertThat(second.nodes()).containsExactly("n1", "n2");
    }
  }

  @Test
  void shouldBeWhatHazelcastReads() {
    try (JoinAddresses addresses = new JoinAddresses(List.of(), "n1")) {
      addresses.look(List.of("127.0.0.1:9"));
      TcpIpConfig asHazelcastSeesIt = addresses;
      assertThat(TcpIpJoiner.getConfigurationMembers(asHazelcastSeesIt))
          .containsExactly("127.0.0.1:9");
    }
  }
}
