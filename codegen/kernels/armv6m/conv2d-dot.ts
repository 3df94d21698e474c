import { tileKernel } from './tile-kernel.js';
import { dotForms } from './tile-form.js';

/** Four, two or one MAC a multiplication, whatever the window. */
export const conv2dDot = tileKernel('conv2d_dot', () => dotForms);
