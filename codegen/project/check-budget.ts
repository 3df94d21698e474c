import { flashExceeded, ramExceeded } from '../errors.js';
import type { ModelMemory } from './model-memory.js';
import type { Target } from './target.js';

export interface BudgetOptions {
  readonly memory: ModelMemory;
  readonly target: Target;
  /** Bytes that the firmware around the model takes: code and constants; data and stack. */
  readonly reserve: { readonly flash: number; readonly ram: number };
}

/** Bytes needed of what the target has. */
export interface Budget {
  readonly flash: { readonly needed: number; readonly available: number };
  readonly ram: { readonly needed: number; readonly available: number };
}

/**
 * Compares what a model and its firmware need with what the target has, before anything is built.
 *
 * @returns the figures, or nothing for hosted targets, whose memory has no stated end
 * @throws SB_TARGET_FLASH or SB_TARGET_RAM with needed and available bytes
 */
export function checkBudget({ memory, target, reserve }: BudgetOptions): Budget | undefined {
  if (!target.memory) return undefined;
  const { weightsBytes, requantizationBytes, arenaBytes } = memory;
  const flash = {
    needed: weightsBytes + requantizationBytes + reserve.flash,
    available: target.memory.flash.length,
  };
  const ram = { needed: arenaBytes + reserve.ram, available: target.memory.ram.length };
  if (flash.needed > flash.available) {
    const parts = `weights ${weightsBytes}, requantization ${requantizationBytes}, code ${reserve.flash}`;
    throw flashExceeded({ board: target.board, ...flash, parts });
  }
  if (ram.needed > ram.available) {
    const parts = `arena ${arenaBytes}, stack and firmware ${reserve.ram}`;
    throw ramExceeded({ board: target.board, ...ram, parts });
  }
  return { flash, ram };
}
