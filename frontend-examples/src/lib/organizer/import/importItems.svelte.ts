/** An import of items on its way: a file is looked through, then sent. All that it needs of others is loaded with it. */
import type { Api } from '$lib/graphql';
import { failedRows, type RowFault } from './fault.ts';
import { readItems } from './items.ts';
import { planItems, type ItemPlan } from './plan.ts';
import { ItemSender } from './sendItems.ts';
import { readStanding } from './standing.ts';
import type { Table } from './table.ts';
import type { Import, Report } from './import.ts';

interface Target {
	id: string;
	currency: string;
}

export class ItemImport implements Import {
	/** What was found, and then what was done. */
	report = $state.raw<Report | null>(null);
	/** Rows done and all rows, while something runs. */
	progress = $state.raw<{ done: number; of: number | null } | null>(null);
	readonly #api: Api;
	readonly #event: Target;
	#sender: ItemSender | null = null;

	constructor(api: Api, event: Target) {
		this.#api = api;
		this.#event = event;
	}

	/** Compares a file with what stands; nothing is changed. Throws `FileFault` and `ApiError`. */
	async check(table: Table, signal: AbortSignal): Promise<void> {
		const { rows, faults } = readItems(table, this.#event.currency);
		try {
			this.progress = { done: 0, of: null };
			const read = (done: number) => (this.progress = { done, of: null });
			const plan = planItems(rows, await readStanding(this.#api, this.#event.id, signal, read));
			this.#sender = new ItemSender(this.#api, this.#event.id, plan.toAdd);
			this.report = reportOf(table, plan, faults);
		} finally {
			this.progress = null;
		}
	}

	/** Sends what is new. After an `ApiError` it goes on where it stopped. */
	async send(signal: AbortSignal): Promise<void> {
		const sender = this.#sender;
		if (!sender || !this.report) return;
		const of = this.report.waiting;
		try {
			while (!sender.isDone) {
				this.progress = { done: of - this.report.waiting, of };
				const { accepted, duplicate, faults } = await sender.next(signal);
				this.report = {
					...this.report,
					isDry: false,
					accepted: this.report.accepted + accepted.length,
					duplicate: this.report.duplicate + duplicate,
					faults: [...this.report.faults, ...faults],
					waiting: this.report.waiting - accepted.length - duplicate - failedRows(faults),
				};
			}
			this.report = { ...this.report, isDry: false };
		} finally {
			this.progress = null;
		}
	}
}

function reportOf(table: Table, plan: ItemPlan, faults: readonly RowFault[]): Report {
	const { encoding, delimiter, rows } = table;
	return {
		isDry: true,
		encoding,
		delimiter,
		rows: rows.length,
		waiting: plan.toAdd.length,
		accepted: 0,
		duplicate: plan.duplicate,
		differing: plan.differing,
		unnamed: plan.unnamed,
		faults: [...faults, ...plan.faults].sort((a, b) => a.row - b.row),
	};
}
