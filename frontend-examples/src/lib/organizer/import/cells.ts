/** A header and the cells below it: each is read once, and everything wrong with a row is told at once. */
import { cellFault, FileFault, type RowFault, type Why } from './fault.ts';
import { readPrice } from './price.ts';
import type { Row } from './table.ts';

/** What an import puts beside rows that failed; mended rows come back with them. */
export const ERROR_COLUMNS = ['error_row', 'error_column', 'error'];
/** The API's limit of a text. */
const TEXT_CHARACTERS_MAX = 200;
const CONSIGNOR_NUMBER_MAX = 99_999;

/** A column of the file: where it stands, and its name there. */
export interface Column {
	index: number;
	name: string;
}

/** The columns of a header, each found by name. */
export class Header {
	/** How many; a delimiter at the end of the header makes none. */
	readonly length: number;
	readonly #names: readonly string[];

	/** Throws a `FileFault` for a column that nobody would read, one that is missing, or two of one name. */
	constructor(
		names: readonly string[],
		needed: readonly string[],
		known: readonly string[],
		ignored: readonly string[],
	) {
		this.#names = names.slice(0, names.findLastIndex((name) => name !== '') + 1);
		this.length = this.#names.length;
		const readable = [...known, ...ignored, ...ERROR_COLUMNS];
		for (const [index, name] of this.#names.entries()) {
			if (!readable.some((other) => same(other, name)))
				throw new FileFault({
					code: 'UNKNOWN_COLUMN',
					values: { column: index + 1, name: name.slice(0, 40), known: known.join(', ') },
				});
			if (this.#names.slice(0, index).some((other) => same(other, name)))
				throw new FileFault({ code: 'COLUMN_TWICE', values: { name } });
		}
		const missing = needed.find((name) => !this.find(name));
		if (missing) throw new FileFault({ code: 'MISSING_COLUMN', values: { name: missing } });
	}

	/** Capitals do not matter, nor whether words stand apart by blanks or underscores. */
	find(name: string): Column | null {
		const index = this.#names.findIndex((other) => same(other, name));
		return index < 0 ? null : { index, name: this.#names[index] ?? name };
	}
}

export function same(one: string, other: string): boolean {
	const words = (text: string) => text.toLowerCase().replaceAll('_', ' ');
	return words(one) === words(other);
}

/** The cells of a row on their way to what they mean. */
export class Cells {
	readonly faults: RowFault[] = [];
	readonly #row: Row;

	constructor(row: Row, columns: number) {
		this.#row = row;
		// Cells of a missing delimiter's row stand in other columns than they seem to; blank ones at the end do no harm.
		const count = Math.max(columns, row.cells.findLastIndex((cell) => cell.trim() !== '') + 1);
		const has = row.cells.length < columns ? row.cells.length : count;
		if (has === columns) return;
		const code = has > columns ? 'TOO_MANY_CELLS' : 'TOO_FEW_CELLS';
		this.faults.push(cellFault(row.number, '', '', { code, values: { count: has, columns } }));
	}

	/** Is the row of another shape than the header? What else is wrong with it does not matter then. */
	get isRagged(): boolean {
		return this.faults.some(({ code }) => code === 'TOO_MANY_CELLS' || code === 'TOO_FEW_CELLS');
	}

	/** Without blanks around it and without the apostrophe of a shielded formula; empty where there is no such column. */
	text(column: Column | null): string {
		return column ? unshield((this.#row.cells[column.index] ?? '').trim()) : '';
	}

	refuse(column: Column | null, why: Why): void {
		this.faults.push(cellFault(this.#row.number, column?.name ?? '', this.text(column), why));
	}

	/** A line of text that must be there. */
	line(column: Column | null): string {
		const text = this.optionalLine(column);
		if (text === null && this.text(column) === '') this.refuse(column, { code: 'EMPTY' });
		return text ?? '';
	}

	/** A line of text that may be left out. */
	optionalLine(column: Column | null): string | null {
		const text = this.text(column);
		if ([...text].length > TEXT_CHARACTERS_MAX)
			this.refuse(column, { code: 'TOO_LONG', values: { most: TEXT_CHARACTERS_MAX } });
		else if (/\p{Cc}/u.test(text)) this.refuse(column, { code: 'CONTROL' });
		return text === '' ? null : text;
	}

	/** `417`, also as a tag prints it: `00417`. */
	consignorNumber(column: Column | null): number {
		const text = this.text(column);
		const number = /^\d{1,10}$/.test(text) ? Number(text) : 0;
		if (number < 1 || number > CONSIGNOR_NUMBER_MAX) this.refuse(column, { code: 'NO_CONSIGNOR_NUMBER' });
		return number;
	}

	price(column: Column | null, currency: string): string {
		const read = readPrice(this.text(column), currency);
		if ('price' in read) return read.price;
		this.refuse(column, read.why);
		return '';
	}

	/** Yes or no; `otherwise` where nothing stands. */
	yes(column: Column | null, otherwise: boolean): boolean {
		const text = this.text(column).toLowerCase();
		if (text === '') return otherwise;
		if (['yes', 'y', 'true', '1', 'x', 'ja', 'j'].includes(text)) return true;
		if (!['no', 'n', 'false', '0', 'nein'].includes(text))
			this.refuse(column, { code: 'NEITHER_YES_NOR_NO' });
		return false;
	}
}

const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** A text that a spreadsheet would take for a formula stands behind an apostrophe in exported files. */
function unshield(text: string): string {
	return text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text;
}

/** An exported cell: shielded if a spreadsheet would take it for a formula. */
export function shield(text: string): string {
	return FORMULA.test(text) && !/^-\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
}
