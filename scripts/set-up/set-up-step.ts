/** Which of `npm run demo`, `npm test` and `npm run setup` the set-up is for. */
export type Purpose = 'demo' | 'test' | 'setup';

/** Where the set-up works; tests give it a folder and a PATH of their own. */
export interface Machine {
  /** The checkout's folder, which holds package.json and node_modules. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isRoot: boolean;
  /** Raised by Ctrl-C: what runs is ended and what is half done is removed. */
  readonly signal: AbortSignal;
}

export interface StepContext {
  readonly machine: Machine;
  readonly purpose: Purpose;
  /** Tells the user in one line what is going on. */
  readonly report: (line: string) => void;
}

export interface SetUpStep {
  readonly name: string;
  /** Must be quick, because it is asked on each start. */
  readonly isDone: (context: StepContext) => Promise<boolean>;
  readonly run: (context: StepContext) => Promise<void>;
  /** One line on what is there once the step is done. */
  readonly outcome: (context: StepContext) => Promise<string>;
}
