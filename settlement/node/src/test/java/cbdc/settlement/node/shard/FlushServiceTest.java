package cbdc.settlement.node.shard;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.crypto.DomainSeparated;
import cbdc.crypto.Hashes;
import cbdc.crypto.KeyGeneration;
import cbdc.crypto.SignatureSuite;
import cbdc.crypto.SigningKey;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.ClientBatchCodec;
import cbdc.protocol.ClientBatchCodec.FlushPart;
import cbdc.protocol.Command;
import cbdc.protocol.CommandCodec;
import cbdc.protocol.CommandId;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.PublicKey;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.BatchAnswer;
import cbdc.protocol.wire.FlushRequest;
import cbdc.protocol.wire.FlushRequest.ShardBatch;
import cbdc.settlement.ledger.LedgerBounds;
import cbdc.settlement.ledger.state.StateBounds;
import cbdc.settlement.node.core.ReplicaRole;
import cbdc.settlement.node.core.RoleListener.RoleChange;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;

/** What is refused before it is proposed, and that it is counted. */
class FlushServiceTest {
  private static final SigningKey ISSUER =
      KeyGeneration.forTest(SignatureSuite.ED25519, "flush service test");
  private static final LedgerGenesis GENESIS = genesis();
  private static final int COMMANDS = 3;

  private final LedShard led = new LedShard();
  private final AtomicBoolean storageLow = new AtomicBoolean();
  private BooleanSupplier storage = storageLow::get;

  private static LedgerGenesis genesis() {
    return genesis(LedgerGenesis.RULES_VERSION_MAX);
  }

  private static LedgerGenesis genesis(int rulesVersion) {
    LedgerGenesis any = ExecutedShards.genesis(3);
    return new LedgerGenesis(
        any.clusterHigh(),
        any.clusterLow(),
        any.shardCount(),
        rulesVersion,
        any.idWindowMillis(),
        any.timeMillis(),
        1,
        List.of(new PublicKey(ISSUER.keyId().value(), ISSUER.suite().code(), ISSUER.publicKey())),
        any.policy());
  }

  private FlushService service(LeaderBounds bounds) {
    return service(bounds, GENESIS);
  }

  private FlushService service(LeaderBounds bounds, LedgerGenesis genesis) {
    ShardHost host =
        new ShardHost(
            LedShard.SHARD,
            LedShard.SELF,
            led.leaders,
            (shard, term, log, replica) -> led.lead(bounds));
    host.use(
        new ShardReplica(
            genesis,
            LedShard.SHARD,
            StateBounds.DEFAULT,
            LedgerBounds.DEFAULT,
            new ExecutedShards.AnySignature(),
            null,
            new ShardCounters(),
            new ChainAudit(
                LedShard.SHARD, LedShard.SELF, () -> List.of(LedShard.SELF), (member, vote) -> {}),
            () -> {}));
    host.onRoleChange(
        new RoleChange(LedShard.SHARD, ReplicaRole.LEADER, 0, Optional.of(LedShard.SELF)));
    Shards shards =
        new Shards() {
          @Override
          public int count() {
            return GENESIS.shardCount();
          }

          @Override
          public Optional<ShardHost> host(int shard) {
            return shard == LedShard.SHARD ? Optional.of(host) : Optional.empty();
          }
        };
    return new FlushService(
        GENESIS.clusterHigh(),
        GENESIS.clusterLow(),
        shards,
        led.leaders,
        new KeySignatures(),
        led.streams,
        new OrderGate(
            new RulesVersions(LedShard.SELF, () -> Set.of(LedShard.SELF)),
            () -> OrderGateTest.roster(LedShard.SELF)),
        () -> storage.getAsBoolean());
  }

  private static byte[] batch(int bank, long keyId, boolean isSigned) {
    return batch(bank, keyId, isSigned, Command.AskOutcome.ANY_CONTENT);
  }

  /** Its second command is a question about the content with that fingerprint. */
  private static byte[] batch(int bank, long keyId, boolean isSigned, long fingerprint) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    CommandCodec codec = new CommandCodec();
    long account = AccountNumber.FIRST_CUSTOMER_SERIAL;
    while (AccountNumber.shard(AccountNumber.of(7, account), 3) != LedShard.SHARD) {
      account++;
    }
    int length = 0;
    for (int i = 0; i < COMMANDS; i++) {
      CommandId id = CommandId.of(ExecutedShards.START_MILLIS, i, i);
      length +=
          codec.encode(
              new Command.AskOutcome(
                  id,
                  AccountNumber.of(7, account),
                  i == 1 ? fingerprint : Command.AskOutcome.ANY_CONTENT),
              buffer,
              length);
    }
    byte[] bytes = new byte[length];
    buffer.getBytes(0, bytes);
    List<FlushPart> parts = List.of(new FlushPart(LedShard.SHARD, Hashes.sha256(bytes)));
    byte[] signed =
        ClientBatchCodec.signedBytes(GENESIS.clusterHigh(), GENESIS.clusterLow(), bank, parts);
    byte[] signature =
        ISSUER.sign(DomainSeparated.labelled(FlushRequest.SIGNATURE_LABEL).bytes(signed));
    if (!isSigned) {
      signature[0] ^= 1;
    }
    return ClientBatchCodec.encode(bank, keyId, signature, parts, COMMANDS, buffer, 0, length);
  }

  private static RejectionCode flush(FlushService service, byte[] encoded) throws Exception {
    ShardBatch batch = new ShardBatch(LedShard.SHARD, 1, encoded);
    List<BatchAnswer> answers =
        service.flush(new FlushRequest(LedShard.CLIENT, List.of(batch))).take().answers();
    return ((BatchAnswer.Refused) answers.getFirst()).code();
  }

  @Test
  void shouldCountEveryCommandThatItRefuses() throws Exception {
    FlushService service = service(LeaderBounds.DEFAULT);
    long key = ISSUER.keyId().value();

    assertThat(flush(service, batch(0, key, false)))
        .isEqualTo(RejectionCode.BATCH_SIGNATURE_INVALID);
    assertThat(flush(service, batch(0, 1, true))).isEqualTo(RejectionCode.BANK_KEY_UNKNOWN);
    assertThat(flush(service, batch(8, key, true))).isEqualTo(RejectionCode.BANK_UNKNOWN);
    assertThat(flush(service, new byte[5])).isEqualTo(RejectionCode.COMMAND_MALFORMED);
    storageLow.set(true);
    assertThat(flush(service, batch(0, key, true))).isEqualTo(RejectionCode.STORAGE_LOW);
    assertThat(flush(service, batch(0, key, true))).isEqualTo(RejectionCode.STORAGE_LOW);

    assertThat(service.refused(RejectionCode.BATCH_SIGNATURE_INVALID)).isEqualTo(COMMANDS);
    assertThat(service.refused(RejectionCode.BANK_KEY_UNKNOWN)).isEqualTo(COMMANDS);
    assertThat(service.refused(RejectionCode.BANK_UNKNOWN)).isEqualTo(COMMANDS);
    assertThat(service.refused(RejectionCode.COMMAND_MALFORMED)).isEqualTo(1);
    assertThat(service.refused(RejectionCode.STORAGE_LOW)).isEqualTo(2 * COMMANDS);
    assertThat(led.log.proposed()).isEmpty();
  }

  @Test
  void shouldKeepQuestionsAboutContentOutOfTheLogBeforeTheRulesThatKnowThem() {
    byte[] encoded = batch(0, ISSUER.keyId().value(), true, 42);
    ShardBatch batch = new ShardBatch(LedShard.SHARD, 1, encoded);
    FlushRequest request = new FlushRequest(LedShard.CLIENT, List.of(batch));

    assertThat(service(LeaderBounds.DEFAULT, genesis(2)).flush(request).take().answers())
        .containsExactly(
            new BatchAnswer.Refused(
                LedShard.SHARD, 1, RejectionCode.RULES_VERSION_UNSUPPORTED, List.of(1)));
    assertThat(led.log.proposed()).isEmpty();

    service(LeaderBounds.DEFAULT, genesis(3)).flush(request);
    led.thread.run();
    assertThat(led.log.proposed()).isNotEmpty();
  }

  @Test
  void shouldCountWhatTheLeaderHasNoRoomFor() throws Exception {
    FlushService service = service(new LeaderBounds(512 * 1024, 4, 1, 1, 0));

    assertThat(flush(service, batch(0, ISSUER.keyId().value(), true)))
        .isEqualTo(RejectionCode.OVERLOADED);

    assertThat(service.refused(RejectionCode.OVERLOADED)).isEqualTo(COMMANDS);
  }

  @Test
  void shouldAnswerEveryBatchThoughOneCannotBeChecked() throws Exception {
    FlushService service = service(LeaderBounds.DEFAULT);
    storage =
        () -> {
          throw new IllegalStateException("broken");
        };
    ShardBatch failing = new ShardBatch(LedShard.SHARD, 1, batch(0, ISSUER.keyId().value(), true));
    ShardBatch foreign = new ShardBatch(GENESIS.shardCount(), 2, failing.encoded());

    List<BatchAnswer> answers =
        service
            .flush(new FlushRequest(LedShard.CLIENT, List.of(failing, foreign)))
            .take()
            .answers();

    assertThat(answers)
        .extracting(answer -> ((BatchAnswer.Refused) answer).code())
        .containsExactly(RejectionCode.OVERLOADED, RejectionCode.WRONG_SHARD);
    assertThat(led.log.proposed()).isEmpty();
  }
}
