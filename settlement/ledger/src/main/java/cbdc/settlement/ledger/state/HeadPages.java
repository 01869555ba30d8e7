package cbdc.settlement.ledger.state;

import cbdc.protocol.MalformedException;
import java.util.ArrayList;
import java.util.List;

/**
 * Section 1 of a snapshot: what is small and not a table. Page 0: totals, the holds' free list,
 * issuer keys, policy, versions. From {@value #CHANNELS_FROM}: heads of 256 channels each. From
 * {@value #BANKS_FROM}: 16 banks each, where one is known. From {@value #REMOVED_NODES_FROM}: 7
 * removed node ids each. From {@value #NODE_CHANGES_FROM}: 32 changes of nodes each. Written whole
 * at every freeze, but for pages of banks and nodes that did not change.
 */
final class HeadPages {
  private static final int CHANNELS_FROM = 1_000;
  private static final int BANKS_FROM = 2_000;
  private static final int REMOVED_NODES_FROM = 10_000;
  private static final int NODE_CHANGES_FROM = 20_000;
  private static final int CHANNELS_OF_PAGE = 256;

  private final Totals totals;
  private final Registry registry;
  private final Holds holds;
  private final Channels channels;

  HeadPages(Totals totals, Registry registry, Holds holds, Channels channels) {
    this.totals = totals;
    this.registry = registry;
    this.holds = holds;
    this.channels = channels;
  }

  int pageCount() {
    return 1
        + channelPages()
        + registry.bankPageCount()
        + registry.removedNodePageCount()
        + registry.nodeChangePageCount();
  }

  /**
   * Serialises the pages that are always written, and those of banks and nodes that changed since
   * the last call.
   */
  FrozenPages freezeChanged() {
    List<HeadPage> pages = alwaysWritten();
    for (int number : registry.takeChangedBankPages()) {
      pages.add(new HeadPage(BANKS_FROM + number, registry.bankPage(number)));
    }
    for (int number : registry.takeChangedRemovedNodePages()) {
      pages.add(new HeadPage(REMOVED_NODES_FROM + number, registry.removedNodePage(number)));
    }
    for (int number : registry.takeChangedNodeChangePages()) {
      pages.add(new HeadPage(NODE_CHANGES_FROM + number, registry.nodeChangePage(number)));
    }
    return FrozenPages.of(PageLayout.SECTION_HEAD, pages);
  }

  /** All pages in ascending order. */
  FrozenPages all() {
    List<HeadPage> pages = alwaysWritten();
    for (int number : registry.bankPages()) {
      pages.add(new HeadPage(BANKS_FROM + number, registry.bankPage(number)));
    }
    for (int number = 0; number < registry.removedNodePageCount(); number++) {
      pages.add(new HeadPage(REMOVED_NODES_FROM + number, registry.removedNodePage(number)));
    }
    for (int number = 0; number < registry.nodeChangePageCount(); number++) {
      pages.add(new HeadPage(NODE_CHANGES_FROM + number, registry.nodeChangePage(number)));
    }
    return FrozenPages.of(PageLayout.SECTION_HEAD, pages);
  }

  void restorePage(long page, byte[] bytes) {
    FieldReader from = new FieldReader(bytes);
    if (page == 0) {
      totals.read(from);
      holds.restoreFirstFree(from.getInt());
      registry.readRules(from);
    } else if (page >= CHANNELS_FROM && page < CHANNELS_FROM + channelPages()) {
      readChannels((int) page - CHANNELS_FROM, from);
    } else if (page >= BANKS_FROM && page < REMOVED_NODES_FROM) {
      registry.readBankPage((int) page - BANKS_FROM, from);
    } else if (page >= REMOVED_NODES_FROM && page < NODE_CHANGES_FROM) {
      registry.readRemovedNodes(from);
    } else if (page >= NODE_CHANGES_FROM) {
      registry.readNodeChanges(from);
    } else {
      throw new MalformedException("damaged snapshot: section 1 has no page " + page);
    }
    from.requireEnd();
  }

  private int channelPages() {
    return (channels.shardCount() + CHANNELS_OF_PAGE - 1) / CHANNELS_OF_PAGE;
  }

  private List<HeadPage> alwaysWritten() {
    List<HeadPage> pages = new ArrayList<>();
    FieldWriter core = new FieldWriter(0);
    totals.write(core);
    core.putInt(holds.firstFree());
    registry.writeRules(core);
    pages.add(new HeadPage(0, core.toBytes()));
    for (int number = 0; number < channelPages(); number++) {
      pages.add(new HeadPage(CHANNELS_FROM + number, channelPage(number)));
    }
    return pages;
  }

  private byte[] channelPage(int number) {
    int from = number * CHANNELS_OF_PAGE;
    int to = Math.min(channels.shardCount(), from + CHANNELS_OF_PAGE);
    FieldWriter writer = new FieldWriter(to - from);
    for (int peer = from; peer < to; peer++) {
      channels.channel(peer).writeHead(writer);
    }
    return writer.toBytes();
  }

  private void readChannels(int number, FieldReader from) {
    for (int i = 0; i < from.rows(); i++) {
      channels.channel(number * CHANNELS_OF_PAGE + i).readHead(from);
    }
  }

  private record HeadPage(long page, byte[] bytes) implements FrozenPages.FrozenPage {
    @Override
    public boolean equals(Object other) {
      return other instanceof HeadPage that
          && page == that.page
          && java.util.Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(page);
    }
  }
}
