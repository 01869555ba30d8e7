/** Three settlement nodes, each a process, that a drill can kill, pause, cut off and restart. */
package cbdc.simulator.drill.cluster;
