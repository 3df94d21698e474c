import type { Model } from '../model/graph.js';
import { verifyModel } from '../model/verify-model.js';
import { passes } from './pass-list.js';
import type { Pass, PassReport } from './pass.js';

export interface PassResult {
  readonly model: Model;
  /** Passes that fired, in order. */
  readonly reports: readonly PassReport[];
}

/**
 * Runs every pass until it matches nothing any more, verifying the graph after each rewriting.
 *
 * @throws an internal error that names the pass where one broke the graph
 */
export function runPasses(model: Model, list: readonly Pass[] = passes): PassResult {
  return list.reduce<PassResult>(
    (result, pass) => {
      const { model: rewritten, nodes } = exhaust(result.model, pass);
      if (nodes.length === 0) return result;
      return { model: rewritten, reports: [...result.reports, { pass: pass.name, nodes }] };
    },
    { model, reports: [] },
  );
}

function exhaust(model: Model, pass: Pass): { model: Model; nodes: string[] } {
  const nodes: string[] = [];
  let current = model;
  for (;;) {
    const node = current.nodes.find((candidate) => pass.match(candidate, current));
    if (!node) return { model: current, nodes };
    current = verified(pass, pass.apply(current, node));
    nodes.push(node.name);
  }
}

function verified(pass: Pass, model: Model): Model {
  try {
    return verifyModel(model);
  } catch (cause) {
    throw new Error(`pass ${pass.name} broke the graph`, { cause });
  }
}
