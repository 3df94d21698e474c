/** A line to a device, whatever it is made of: a serial port, a pseudo-terminal, a program's pipes. */
export interface Transport {
  /** Sends bytes in order; resolves when the line has taken them. */
  write(bytes: Buffer): Promise<void>;
  onData(listener: (bytes: Buffer) => void): void;
  /** Called once when the line ends without `close`, with the reason in words. */
  onEnd(listener: (reason: string) => void): void;
  close(): Promise<void>;
}
