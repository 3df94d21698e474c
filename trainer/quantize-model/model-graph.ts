import type * as tf from '@tensorflow/tfjs';
import { severalEnds, sharedLayer } from './errors.js';

/** A layer and the layers whose outputs it reads. */
export interface GraphLayer {
  readonly name: string;
  readonly className: string;
  readonly config: tf.serialization.ConfigDict;
  readonly layer: tf.layers.Layer;
  readonly inputs: readonly string[];
}

/**
 * The layers of a functional or sequential model, each behind those it reads.
 *
 * @throws SoftbitError `SB_MODEL_SHARED_LAYER`, `SB_MODEL_ENDS` for graphs that firmware cannot run
 */
export function readGraph(model: tf.LayersModel): GraphLayer[] {
  if (model.inputs.length !== 1 || model.outputs.length !== 1) {
    throw severalEnds(model.name, model.inputs.length, model.outputs.length);
  }
  const ordered = new Map<string, GraphLayer>();
  const visit = (layer: tf.layers.Layer): void => {
    if (ordered.has(layer.name)) return;
    const sources = sourcesOf(layer);
    sources.forEach(visit);
    const inputs = sources.map(({ name }) => name);
    const className = layer.getClassName();
    ordered.set(layer.name, {
      name: layer.name,
      className,
      config: layer.getConfig(),
      layer,
      inputs,
    });
  };
  visit(model.outputs[0].sourceLayer);
  return [...ordered.values()];
}

/** What a layer reads in its one call; nothing for the input layer. */
function sourcesOf(layer: tf.layers.Layer): tf.layers.Layer[] {
  if (layer.inboundNodes.length > 1) throw sharedLayer(layer.name);
  return layer.inboundNodes[0].inboundLayers;
}
