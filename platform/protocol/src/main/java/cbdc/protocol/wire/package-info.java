/**
 * The bytes that services and settlement nodes exchange: flushes of signed commands, the completion
 * stream, signed reads and leader hints.
 *
 * <p>Every message starts with a format version. Every length and count read is bounded before
 * anything is allocated for it; bytes that are not of the format are a {@link
 * cbdc.protocol.MalformedException}. None of these bytes are kept: what is signed, hashed or stored
 * is laid out in {@code cbdc.protocol} itself, except for the signed part of a read request.
 * Imports {@code cbdc.protocol}, the JDK and Agrona only.
 */
package cbdc.protocol.wire;
