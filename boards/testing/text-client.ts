import { FrameDecoder } from '../link/frame-decoder.js';
import type { Transport } from '../link/transport.js';

const PATIENCE_MS = 10_000;

/** Bytes of input that a command carries, as the official client's do. */
const CHUNK_BYTES = 31;

/**
 * A client of MLPerf Tiny's ASCII commands, for tests. It takes the line for itself while it asks, but
 * frames are no text: an answer to another client's HELLO may come late, if that was said twice. It
 * must hear the line from the beginning to know a frame's end for one.
 */
export class TextClient {
  readonly #transport: Transport;
  #text = '';
  #heard: () => void = () => {};

  constructor(transport: Transport) {
    this.#transport = transport;
    const decoder = new FrameDecoder((text) => (this.#text += text.toString('latin1')));
    transport.onData((bytes) => {
      decoder.push(bytes);
      this.#heard();
    });
  }

  /**
   * Asks and waits for the answer.
   *
   * @param command without its end
   * @returns the answer's lines without `m-ready`
   */
  async ask(command: string): Promise<string[]> {
    this.#text = '';
    const answer = new Promise<string[]>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`no answer to "${command}" but ${JSON.stringify(this.#text)}`));
      }, PATIENCE_MS);
      this.#heard = () => {
        const lines = this.#text.split('\r\n').slice(0, -1);
        const end = lines.indexOf('m-ready');
        if (end < 0) return;
        clearTimeout(timer);
        resolve(lines.slice(0, end));
      };
    });
    await this.#transport.write(Buffer.from(`${command}%`));
    return answer;
  }

  /** Hands over an input, one raw byte an element. */
  async load(input: Uint8Array): Promise<void> {
    await this.ask(`db load ${input.length}`);
    for (let from = 0; from < input.length; from += CHUNK_BYTES) {
      const part = Buffer.from(input.subarray(from, from + CHUNK_BYTES));
      const answer = await this.ask(`db ${part.toString('hex')}`);
      const isLast = from + CHUNK_BYTES >= input.length;
      if ((answer[0] === 'm-load-done') !== isLast) throw new Error(answer.join(' '));
    }
  }
}
