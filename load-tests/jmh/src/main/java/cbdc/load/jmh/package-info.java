/**
 * The ledger core alone under JMH: no network, no disk, no other shard's wait. Numbers of a busy
 * machine are compared within one run only.
 */
package cbdc.load.jmh;
