/** Raw images and what they show. */
export interface Split {
  /** [count, height, width, channels], row-major, 8-bit pixels. */
  readonly images: Uint8Array;
  /** `count` class indices. */
  readonly labels: Uint8Array;
  readonly count: number;
  /**
   * The first so many are as frequent by class as in nature, and a plain accuracy counts these
   * alone; what follows fills up some classes. Default: all.
   */
  readonly representative?: number | undefined;
  /** The byte that stands for 0: the network sees (byte − zeroPoint) / 255. Default 0. */
  readonly zeroPoint?: number | undefined;
}

export type Shape = readonly [height: number, width: number, channels: number];

/**
 * A data set in three parts: the network learns from `train`, the best epoch is chosen by
 * `validation`, and `test` is read once, at the end.
 */
export interface Dataset {
  readonly name: string;
  readonly shape: Shape;
  /** The name of each class; a label is an index into it. */
  readonly classes: readonly string[];
  readonly train: Split;
  readonly validation: Split;
  readonly test: Split;
}

export interface DatasetOptions {
  /** Where the files are; for `npz` it may be the file itself. */
  readonly folder?: string | undefined;
  /** Decides what is generated, or how pictures without a split are divided. Default 1. */
  readonly seed?: number | undefined;
  /** Training images of a generated set; validation and test get a tenth of it each. */
  readonly count?: number | undefined;
  /** Height and width that pictures are resized to; without it they must all have one size. */
  readonly size?: readonly [height: number, width: number] | undefined;
}

/** One way in which data sets come. One file each, listed in `formats.ts`. */
export interface DatasetFormat {
  readonly name: string;
  /** One line for `--help`. */
  readonly description: string;
  /** The files that it reads, one a line; nothing for a set that is generated. */
  readonly layout: readonly string[];
  /** Whether `load` needs `folder`. */
  readonly needsFolder: boolean;
  /** @throws SoftbitError `SB_DATA_…`, naming the file, the field and both values. */
  load(options: DatasetOptions): Promise<Dataset>;
}
