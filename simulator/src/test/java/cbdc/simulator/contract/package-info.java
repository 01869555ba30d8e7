/** The wallet service of a running system, held against the document that describes it. */
package cbdc.simulator.contract;
