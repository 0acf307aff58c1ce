/** Rows of the consignor template, read into what `consignorAdd` takes. */
import { Cells, Header } from './cells.ts';
import { cellFault, type RowFault } from './fault.ts';
import type { Row, Table } from './table.ts';

export const CONSIGNOR_COLUMNS = ['ref', 'number', 'name'];

/** A consignor to add. */
export interface ConsignorRow {
	row: Row;
	/** The row's name: its ref, else its number, else the file and its place in it. */
	name: string;
	/** The next free one, if the row has none. */
	number: number | null;
	displayName: string;
}

/** Reads every row; those who bring a number come first, so that nobody is given the number of a later row. */
export function readConsignors(table: Table): { rows: ConsignorRow[]; faults: RowFault[] } {
	const header = new Header(table.header, ['name'], CONSIGNOR_COLUMNS, []);
	const rows: ConsignorRow[] = [];
	const faults: RowFault[] = [];
	for (const row of table.rows) {
		const cells = new Cells(row, header.length);
		if (cells.isRagged) {
			faults.push(...cells.faults);
			continue;
		}
		const ref = cells.optionalLine(header.find('ref'));
		const numberColumn = header.find('number');
		const number = cells.text(numberColumn) === '' ? null : cells.consignorNumber(numberColumn);
		const displayName = cells.line(header.find('name'));
		const name = ref !== null ? `ref-${ref}` : number !== null ? `number-${number}` : unnamed(table, row);
		if (cells.faults.length > 0) faults.push(...cells.faults);
		else rows.push({ row, name, number, displayName });
	}
	return {
		rows: [...rows.filter(({ number }) => number !== null), ...rows.filter(({ number }) => number === null)],
		faults,
	};
}

function unnamed(table: Table, row: Row): string {
	return `file-${table.digest}-row-${row.number}`;
}

/** What is to be added, what stands already, and what contradicts it. */
export interface ConsignorPlan {
	toAdd: ConsignorRow[];
	duplicate: number;
	faults: RowFault[];
}

/** Compares rows with the consignors there are, by number. */
export function planConsignors(
	rows: readonly ConsignorRow[],
	standing: ReadonlyMap<number, string>,
): ConsignorPlan {
	const plan: ConsignorPlan = { toAdd: [], duplicate: 0, faults: [] };
	const names = new Map<string, ConsignorRow>();
	const numbers = new Map<number, ConsignorRow>();
	for (const consignor of rows) {
		const { row, name, number, displayName } = consignor;
		const before = names.get(name) ?? (number === null ? undefined : numbers.get(number));
		if (before) {
			if (before.number === number && before.displayName === displayName) plan.duplicate += 1;
			else
				plan.faults.push(
					cellFault(row.number, '', '', { code: 'NAMED_TWICE', values: { other: before.row.number } }),
				);
			continue;
		}
		names.set(name, consignor);
		if (number !== null) numbers.set(number, consignor);
		const holder = number === null ? undefined : standing.get(number);
		if (holder === undefined) plan.toAdd.push(consignor);
		else if (holder === displayName) plan.duplicate += 1;
		else
			plan.faults.push(
				cellFault(row.number, 'number', String(number), { code: 'NUMBER_TAKEN', values: { name: holder } }),
			);
	}
	return plan;
}
