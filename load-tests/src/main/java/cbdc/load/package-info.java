/**
 * Load on a running system, as its customers make it: over HTTP, by the published contract. Imports
 * no other package of the project, so that it cannot share a mistake with what it loads. Everything
 * talks to this machine only.
 */
package cbdc.load;
