package cbdc.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CanonicalBytesTest {
  private static final byte[] PAYLOAD = {1, 2, 3, 4, 5};

  /** Golden: signed bytes never change for a label. */
  @Test
  void shouldPutLengthAndLabelBeforeThePayload() {
    DomainSeparated order = DomainSeparated.labelled("cbdc.order.v1");

    assertThat(HexFormat.of().formatHex(order.bytes(PAYLOAD)))
        .isEqualTo("0d636264632e6f726465722e76310102030405");
    assertThat(order.bytes(PAYLOAD, 1, 3)).endsWith(2, 3, 4).hasSize(17);
  }

  @Test
  void shouldHashTheSameBytesAsItBuilds() {
    DomainSeparated flush = DomainSeparated.labelled("cbdc.flush.v1");
    Sha256 hash = new Sha256();
    flush.begin(hash);
    hash.update(PAYLOAD);

    assertThat(hash.digest()).isEqualTo(Hashes.sha256(flush.bytes(PAYLOAD)));
  }

  @Test
  void shouldRefuseLabelsThatAreNotPlain() {
    for (String label : new String[] {"", "two words", "\u00e4", "a".repeat(256)}) {
      assertThatThrownBy(() -> DomainSeparated.labelled(label))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void shouldHashAlikeFromArraysBuffersAndRanges() {
    byte[] expected = Hashes.sha256(PAYLOAD);
    byte[] wide = {9, 1, 2, 3, 4, 5, 9};
    ByteBuffer direct = ByteBuffer.allocateDirect(7).put(wide).position(1).limit(6);
    Sha256 hash = new Sha256();

    hash.update(wide, 1, 5);
    assertThat(hash.digest()).isEqualTo(expected);
    hash.update(ByteBuffer.wrap(wide, 1, 5));
    assertThat(hash.digest()).isEqualTo(expected);
    hash.update(ByteBuffer.wrap(wide, 1, 6).slice(), 0, 5);
    assertThat(hash.digest()).isEqualTo(expected);
    hash.update(direct);
    assertThat(hash.digest()).isEqualTo(expected);
    assertThat(direct.position()).isEqualTo(1);
    hash.update((byte) 9);
    hash.reset();
    hash.update(PAYLOAD);
    byte[] target = new byte[40];
    hash.digestInto(target, 4);
    assertThat(target).startsWith(0, 0, 0, 0).containsSequence(expected).endsWith(0, 0, 0, 0);
    assertThatThrownBy(() -> hash.digestInto(target, 9))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldHashNumbersLowestByteFirst() {
    Sha256 hash = new Sha256();
    hash.updateInt(0x04030201);
    hash.updateLong(0x0c0b0a0908070605L);

    assertThat(hash.digest())
        .isEqualTo(Hashes.sha256(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
  }
}
