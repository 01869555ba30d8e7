package cbdc.simulator.simulate;

import java.util.Locale;

/** What the simulation does to a cluster. */
enum FaultKind {
  /** A process dies; what its disk had not synced is lost, but for a part. */
  CRASH,
  /** It dies at a write: before, during, or after it and before anybody learns. */
  CRASH_AT_WRITE,
  /** All processes die at once. */
  CRASH_ALL,
  /** A process stops in order and starts again. */
  RESTART,
  /** A process stands still for a while and then goes on as if nothing had been. */
  PAUSE,
  /** A machine is suspended: its process stands still, and its monotonic clock as well. */
  SUSPENSION,
  /** A node and all others hear nothing of each other. */
  ISOLATION,
  /** A node is heard and hears nothing, or the other way round. */
  ONE_WAY_CUT,
  /** Two nodes cannot talk to each other, but both to the rest. */
  NON_TRANSITIVE_CUT,
  /** Messages get lost. */
  LOSS,
  /** Messages come twice, the second time late. */
  REPETITION,
  /** Messages take long and overtake each other. */
  DELAY,
  /** Leaders are cut off again and again, and some messages come seconds late. */
  STORM,
  /** Syncs of a disk take long. */
  SLOW_DISK,
  /** A disk has little room: new commands are refused. */
  LOW_DISK,
  /** A disk is full: the node halts. */
  FULL_DISK,
  /** A write fails: the node halts. */
  BROKEN_DISK,
  /** A wall clock jumps forward or back. */
  CLOCK_JUMP,
  /** A client reaches no node. */
  CLIENT_CUT_OFF,
  /** The grid names a wrong owner for a shard. */
  WRONG_OWNER,
  /** The grid falls into two clusters. */
  GRID_SPLIT,
  /** The grid executes calls twice, or long after they were given up. */
  CALLS_REPEATED,
  /** A node comes back with an empty disk under its old id, later with its own again. */
  WIPED_DISK,
  /** A node comes back with a backup of its disk, later with its own again. */
  OLD_DISK,
  /** A node and its disk are lost for ever; another node takes its seat. */
  LOST_NODE,
  /** Another node takes the seat of one that works. */
  REPLACED_NODE,
  /** A node comes in addition. */
  ADDED_NODE,
  /** A node goes; the others take over. */
  REMOVED_NODE;

  /** As printed. */
  String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
