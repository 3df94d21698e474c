export { countMacs } from './count-macs.js';
export type { CompleteNetworkOptions, Network, NetworkOptions } from './network.js';
export { buildNetwork, findNetwork, networkNames, networks } from './registry.js';
