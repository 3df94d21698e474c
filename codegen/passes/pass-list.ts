import { countThresholds } from './count-thresholds.js';
import { removeDeadChannels } from './dead-channels/remove-dead-channels.js';
import type { Pass } from './pass.js';
import { raiseShift } from './raise-shift.js';
import { removeDeadNode } from './remove-dead-node.js';
import { removeIdentityPool } from './remove-identity-pool.js';

/** In the order they run: what goes away first, then what is left gets cheaper. */
export const passes: readonly Pass[] = [
  removeIdentityPool,
  removeDeadNode,
  removeDeadChannels,
  countThresholds,
  raiseShift,
];
