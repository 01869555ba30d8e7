/**
 * Tests of the replay: its parser, its figures against an independent program, and that nothing is
 * lost by interrupting it.
 */
package cbdc.simulator.replay;
