package cbdc.settlement.node.core;

import java.util.List;

/** Where a node keeps which nodes came after genesis, for ever. One thread at a time calls it. */
public interface JoinedNodes {

  /** All that were kept. */
  List<JoinedNode> joined();

  /** Keeps a node, in place of what was kept under its id; on disk when the call returns. */
  void keep(JoinedNode node);
}
