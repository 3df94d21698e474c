/** Where the doctor looks; tests give it a PATH of their own. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The version of the Node.js that runs Softbit. */
  readonly nodeVersion: string;
}

export interface Tool {
  readonly name: string;
  /** Without a required tool `softbit demo` cannot run; the others say what they are for. */
  readonly required: boolean;
  readonly purpose: string;
  /** Resolves to the version; rejects with the reason when the tool is missing or does not work. */
  readonly probe: (surroundings: Surroundings) => Promise<string>;
  /** What to do when the probe fails: a command, or a sentence. */
  readonly mend: string;
}

export interface ToolReport {
  readonly name: string;
  readonly required: boolean;
  readonly purpose: string;
  readonly ok: boolean;
  readonly version: string | null;
  /** Why it is not ok. */
  readonly problem: string | null;
  /** How to make it ok. */
  readonly mend: string | null;
}

/** Plain data, printed as it is by `softbit doctor --json`. */
export interface DoctorReport {
  readonly ok: boolean;
  /** 3, a tool is missing, unless all required ones work. */
  readonly exitCode: 0 | 3;
  readonly tools: readonly ToolReport[];
}
