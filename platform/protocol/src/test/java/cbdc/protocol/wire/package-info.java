/** Tests of the wire format: round trips, golden bytes, damaged bytes. */
package cbdc.protocol.wire;
