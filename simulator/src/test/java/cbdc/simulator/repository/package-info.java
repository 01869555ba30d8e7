/** Tests of the repository itself: its files, its README, its packages. */
package cbdc.simulator.repository;
