/** What is wrong with a file, a header or a cell: a code with its values, which the page says in its language. */
import type { faultMessages } from './faultMessages.ts';

export type FaultCode = keyof typeof faultMessages;

export interface Why {
	code: FaultCode;
	/** Of the sentence's placeholders. */
	values?: Readonly<Record<string, string | number>>;
}

/** Something wrong in a row. Rows are counted as a spreadsheet does: from 1, the header and blank rows too. */
export interface RowFault extends Why {
	row: number;
	/** Its name in the file; empty when the row as a whole is meant. */
	column: string;
	/** How the cell begins. */
	value: string;
}

/** The file as a whole cannot be read as this table. */
export class FileFault extends Error {
	override readonly name = 'FileFault';

	constructor(readonly why: Why) {
		super(why.code);
	}
}

/** Of a wrong cell are shown. */
const QUOTE_CHARACTERS_MAX = 40;

/** Says that a cell is wrong. */
export function cellFault(row: number, column: string, value: string, why: Why): RowFault {
	const characters = [...value];
	const short =
		characters.length > QUOTE_CHARACTERS_MAX
			? `${characters.slice(0, QUOTE_CHARACTERS_MAX).join('')}…`
			: value;
	return { row, column, value: short, ...why };
}

/** A row that is wrong in two cells failed once. */
export function failedRows(faults: readonly RowFault[]): number {
	return new Set(faults.map(({ row }) => row)).size;
}
