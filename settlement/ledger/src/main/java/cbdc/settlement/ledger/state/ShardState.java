package cbdc.settlement.ledger.state;

import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.MalformedException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/** The whole state of one shard. Used by one thread; only a {@link Frozen} goes to another. */
public final class ShardState implements StateView {
  private final LedgerGenesis genesis;
  private final int shard;
  private final Generations generations = new Generations();
  private final Accounts accounts;
  private final Holds holds;
  private final IdWindow ids;
  private final Channels channels;
  private final Registry registry;
  private final Totals totals;
  private final HeadPages heads;

  /** The state of a shard before its first entry. */
  public ShardState(LedgerGenesis genesis, int shard) {
    this(genesis, shard, StateBounds.DEFAULT);
  }

  /** The state of a shard before its first entry, with other bounds. */
  public ShardState(LedgerGenesis genesis, int shard, StateBounds bounds) {
    if (shard < 0 || shard >= genesis.shardCount()) {
      throw new IllegalArgumentException("shard " + shard + " of " + genesis.shardCount());
    }
    this.genesis = genesis;
    this.shard = shard;
    accounts = new Accounts(bounds.accountsMax(), bounds.indexSeed());
    holds = new Holds(bounds.openHoldsMax(), bounds.indexSeed());
    ids = new IdWindow(generations, genesis.idWindowMillis(), bounds.idsMax(), bounds.indexSeed());
    channels = new Channels(generations, genesis, shard, bounds.outboxTransfersMax());
    registry = new Registry(genesis);
    totals = new Totals(genesis, shard);
    heads = new HeadPages(totals, registry, holds, channels);
  }

  @Override
  public LedgerGenesis genesis() {
    return genesis;
  }

  @Override
  public int shard() {
    return shard;
  }

  @Override
  public Accounts accounts() {
    return accounts;
  }

  @Override
  public Holds holds() {
    return holds;
  }

  @Override
  public IdWindow ids() {
    return ids;
  }

  @Override
  public Channels channels() {
    return channels;
  }

  @Override
  public Registry registry() {
    return registry;
  }

  @Override
  public Totals totals() {
    return totals;
  }

  /**
   * Ends a generation: the pages changed since the previous freeze are handed out, and copied
   * before they are written again while the result is open. Pointers only, but for a few small
   * pages. Called between batches.
   */
  public Frozen freeze() {
    requireSealed();
    Frozen frozen =
        new Frozen(
            generations.current(),
            totalPages(),
            List.of(
                heads.freezeChanged(),
                accounts.freezeChanged(),
                holds.freezeChanged(),
                ids.freezeChanged(),
                channels.pages().freezeChanged()),
            List.of(ids.freezeRemoved(), channels.pages().freezeRemoved()));
    generations.end(frozen);
    return frozen;
  }

  /**
   * Builds a state from all pages of a snapshot, in ascending order of (section, page). The next
   * freeze reports only what changed since.
   *
   * @throws MalformedException when the pages do not make up a state
   */
  public static ShardState restore(
      LedgerGenesis genesis, int shard, StateBounds bounds, Iterable<Page> pages) {
    ShardState state = new ShardState(genesis, shard, bounds);
    FrozenGroup.Assembly assembly = new FrozenGroup.Assembly();
    boolean hasHead = false;
    for (Page page : pages) {
      hasHead |= page.section() == PageLayout.SECTION_HEAD && page.page() == 0;
      state.restorePage(page, assembly);
    }
    PageLayout.require(hasHead && assembly.isComplete(), "page 0 and whole groups");
    state.channels.finishRestore();
    state.channels.restoreTotals();
    return state;
  }

  /** Number of pages that a snapshot taken now would have. */
  public int totalPages() {
    return heads.pageCount()
        + accounts.pageCount()
        + holds.pageCount()
        + ids.pageCount()
        + channels.pages().count();
  }

  /** Serialises all pages in ascending order of (section, page), whether they changed or not. */
  public void forEachPage(Consumer<Page> consumer) {
    requireSealed();
    for (FrozenPages pages :
        List.of(heads.all(), accounts.all(), holds.all(), ids.all(), channels.all())) {
      for (int i = 0; i < pages.count(); i++) {
        consumer.accept(new Page(pages.section(), pages.page(i), pages.bytes(i)));
      }
    }
  }

  /**
   * SHA-256 over section (4 bytes), page (8 bytes), both big-endian, and SHA-256 of the page's
   * bytes, of all pages in order. For tests and verification: it visits everything.
   */
  public byte[] stateHash() {
    Sha256 ofPage = new Sha256();
    Sha256 ofAll = new Sha256();
    ByteBuffer key = ByteBuffer.allocate(12);
    forEachPage(
        page -> {
          key.clear().putInt(page.section()).putLong(page.page());
          ofAll.update(key.array());
          ofAll.update(ofPage.of(page.bytes()));
        });
    return ofAll.finish();
  }

  private void restorePage(Page page, FrozenGroup.Assembly assembly) {
    switch (page.section()) {
      case PageLayout.SECTION_HEAD -> heads.restorePage(page.page(), page.bytes());
      case PageLayout.SECTION_ACCOUNTS -> accounts.restorePage(page.page(), page.bytes());
      case PageLayout.SECTION_HOLDS -> holds.restorePage(page.page(), page.bytes());
      case PageLayout.SECTION_IDS -> ids.restorePage(page.page(), page.bytes());
      case PageLayout.SECTION_OUTBOX -> {
        OutboxGroup group = assembly.add(page.page(), page.bytes());
        if (group != null) {
          channels.restore(group);
        }
      }
      default ->
          throw new MalformedException("damaged snapshot: there is no section " + page.section());
    }
  }

  private void requireSealed() {
    if (!channels.isSealed()) {
      throw new IllegalStateException("in the middle of a batch: messages are not sealed yet");
    }
  }
}
