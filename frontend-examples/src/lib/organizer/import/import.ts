/** What every import can do, and what it tells. */
import type { RowFault } from './fault.ts';
import type { Delimiter, Encoding, Table } from './table.ts';

/** How it went, or would. */
export interface Report {
	/** Nothing was changed yet. */
	isDry: boolean;
	encoding: Encoding;
	delimiter: Delimiter;
	/** Below the header, blank ones left out. */
	rows: number;
	/** Rows to take in that are not in yet. */
	waiting: number;
	accepted: number;
	duplicate: number;
	/** Of the duplicates, such that stand with other values. */
	differing: number;
	/** Rows to take in without a name of their own. */
	unnamed: number;
	/** By row. */
	faults: readonly RowFault[];
}

export interface Import {
	readonly report: Report | null;
	readonly progress: { done: number; of: number | null } | null;
	check(table: Table, signal: AbortSignal): Promise<void>;
	send(signal: AbortSignal): Promise<void>;
}
