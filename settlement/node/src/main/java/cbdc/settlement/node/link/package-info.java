/**
 * The node link: framed TCP connections between settlement nodes, over Vert.x, with mutual TLS
 * everywhere but on loopback.
 *
 * <p>{@link cbdc.settlement.node.link.NodeLink} is the door. Each node dials each of its peers
 * twice (channel 0 for what must be quick, channel 1 for bulk) and sends its own frames there; what
 * a peer sends arrives on the connections that the peer dialled. A connection lives only after both
 * sides have accepted each other's {@code Hello}. Payloads are opaque here.
 *
 * <p>All connection state lives on one event loop and needs no locks; only queues are shared with
 * other threads. Must not import MicroRaft, RocksDB, Hazelcast or the ledger.
 */
package cbdc.settlement.node.link;
