/**
 * The command line: the root command and the table of its subcommands. A subcommand lives in the
 * package of what it does and is named here in one line of {@link cbdc.simulator.app.CbdcCommand}.
 * Nothing here knows money.
 */
package cbdc.simulator.app;
