import { FrameDecoder } from '../link/frame-decoder.js';
import { describeFrame } from './describe-frame.js';

/** Makes lines for people of what a device sends: its text as it is, its frames in words. */
export class DeviceTalk {
  readonly #tell: (line: string) => void;
  readonly #decoder = new FrameDecoder((bytes) => this.#takeText(bytes));
  #text = '';

  constructor(tell: (line: string) => void) {
    this.#tell = tell;
  }

  push(bytes: Buffer): void {
    for (const frame of this.#decoder.push(bytes)) {
      this.#tell(`[${describeFrame(frame)}]`);
    }
  }

  /** Tells what no line end came for. */
  flush(): void {
    this.#decoder.reset();
    if (this.#text !== '') this.#tell(this.#text);
    this.#text = '';
  }

  #takeText(bytes: Buffer): void {
    const [last, ...others] = `${this.#text}${printable(bytes)}`.split(/\r?\n/).reverse();
    for (const line of others.reverse()) this.#tell(line);
    this.#text = last;
  }
}

/** Bytes that no terminal should get are shown as `\x1b`. */
function printable(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(
      /[^\x20-\x7e\r\n\t]/g,
      (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
    );
}
