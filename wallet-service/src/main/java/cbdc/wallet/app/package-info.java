/**
 * The wallet service as a process: its configuration, all wiring, its commands.
 *
 * <p>The only package of this module that knows all others.
 */
package cbdc.wallet.app;
