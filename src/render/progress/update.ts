/** One line's worth of progress: what every face but the dashboard is made from. */
import type { Diagnostic } from '../../model/diagnostic.ts';

export type UpdateStatus = 'working' | 'done' | 'warning' | 'error';

export type Update =
  | {
      readonly kind: 'change';
      /** `Container shop-web-1` */
      readonly id: string;
      /** `Creating`, `Created`, … */
      readonly verb: string;
      readonly status: UpdateStatus;
      readonly details?: string;
    }
  /** Bytes of one layer of an image; `total` 0 when unknown. */
  | {
      readonly kind: 'transfer';
      readonly id: string;
      readonly layer: string;
      readonly status: string;
      readonly current: number;
      readonly total: number;
    }
  /** What happened to one vertex of a build. */
  | {
      readonly kind: 'build';
      readonly id: string;
      readonly vertex: string;
      /** Begun, with its name; how it ended (`DONE`, `CACHED`, `ERROR: …`); or lines that it printed. */
      readonly what: 'name' | 'end' | 'log';
      readonly text: string;
      /** Of what has ended: it may never have begun. */
      readonly name?: string;
    }
  /** A line of a hook, or of a builder on a face that does not tell its vertices apart. */
  | { readonly kind: 'output'; readonly id: string; readonly text: string }
  | { readonly kind: 'notice'; readonly diagnostic: Diagnostic }
  /** How many resources there will be. */
  | { readonly kind: 'expect'; readonly ids: readonly string[] };
