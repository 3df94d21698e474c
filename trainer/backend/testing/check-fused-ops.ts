import test, { type ExecutionContext } from 'ava';
import { fusedOps, type FusedOps } from '../fused-ops.js';
import { selectBackend, type BackendName } from '../select-backend.js';

const backends: readonly BackendName[] = ['native', 'wasm'];

/** Registers a test for each backend that has fused operations, current while it runs. */
export function checkFusedOps(
  title: string,
  body: (t: ExecutionContext, ops: FusedOps) => void,
): void {
  for (const prefer of backends) {
    test.serial(`On ${prefer}, ${title}`, async (t) => {
      const ops = await fusedOpsOf(prefer);
      if (ops) return body(t, ops);
      t.log(`Skipped: ${prefer} is not installed with fused operations.`);
      t.pass();
    });
  }
}

async function fusedOpsOf(prefer: BackendName): Promise<FusedOps | null> {
  try {
    await selectBackend({ prefer });
    return fusedOps();
  } catch {
    return null;
  }
}
