/** An import of consignors: one a call, in order, since the API has no call for many. */
import type { Api } from '$lib/graphql';
import { planConsignors, readConsignors, type ConsignorRow } from './consignors.ts';
import { cellFault, type RowFault } from './fault.ts';
import type { Import, Report } from './import.ts';
import { patiently } from './patience.ts';
import { ImportConsignorAddDocument } from './standing.generated.ts';
import { readConsignorNames } from './standing.ts';
import { hex, type Table } from './table.ts';

const KEY_BYTES = 16;

export class ConsignorImport implements Import {
	report = $state.raw<Report | null>(null);
	progress = $state.raw<{ done: number; of: number | null } | null>(null);
	readonly #api: Api;
	#rows: readonly ConsignorRow[] = [];
	#standing: Map<number, string> | null = null;

	constructor(api: Api) {
		this.#api = api;
	}

	async check(table: Table, signal: AbortSignal): Promise<void> {
		const { rows, faults } = readConsignors(table);
		this.progress = { done: 0, of: null };
		let standing;
		try {
			standing = await readConsignorNames(this.#api, signal);
		} finally {
			this.progress = null;
		}
		this.#standing = standing;
		const plan = planConsignors(rows, standing);
		this.#rows = plan.toAdd;
		this.report = {
			isDry: true,
			encoding: table.encoding,
			delimiter: table.delimiter,
			rows: table.rows.length,
			waiting: plan.toAdd.length,
			accepted: 0,
			duplicate: plan.duplicate,
			differing: 0,
			unnamed: plan.toAdd.filter(({ name }) => name.startsWith('file-')).length,
			faults: [...faults, ...plan.faults].sort((a, b) => a.row - b.row),
		};
	}

	async send(signal: AbortSignal): Promise<void> {
		if (!this.report) return;
		const of = this.report.waiting;
		try {
			for (let next = this.#rows[0]; next; next = this.#rows[0]) {
				this.progress = { done: of - this.report.waiting, of };
				const { isNew, fault } = await this.#add(next, signal);
				this.#rows = this.#rows.slice(1);
				this.report = {
					...this.report,
					isDry: false,
					waiting: this.report.waiting - 1,
					accepted: this.report.accepted + Number(isNew && !fault),
					duplicate: this.report.duplicate + Number(!isNew && !fault),
					faults: fault ? [...this.report.faults, fault] : this.report.faults,
				};
			}
			this.report = { ...this.report, isDry: false };
		} finally {
			this.progress = null;
		}
	}

	/** The key is the row's name, as the command-line import has it: a row without a number is the same consignor again. */
	async #add(row: ConsignorRow, signal: AbortSignal): Promise<{ isNew: boolean; fault: RowFault | null }> {
		const input = { number: row.number, displayName: row.displayName };
		const key = `import-consignorAdd-${hex(row.name, KEY_BYTES)}`;
		const { consignorAdd } = await patiently(
			() => this.#api.mutate(ImportConsignorAddDocument, { input, key }),
			signal,
		);
		const number = consignorAdd?.consignor?.number;
		if (number !== undefined) {
			const isNew = !this.#standing?.has(number);
			this.#standing?.set(number, row.displayName);
			return { isNew, fault: null };
		}
		const error = consignorAdd?.userErrors[0];
		const fault =
			error?.code === 'IDEMPOTENCY_KEY_MISMATCH'
				? cellFault(row.row.number, '', '', { code: 'IMPORTED_OTHERWISE' })
				: cellFault(row.row.number, error?.field?.[1] === 'number' ? 'number' : '', '', {
						code: 'REFUSED',
						values: { message: error?.message ?? '' },
					});
		return { isNew: false, fault };
	}
}
