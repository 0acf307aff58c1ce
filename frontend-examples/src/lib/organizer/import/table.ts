/**
 * Bytes into rows, as the command-line import reads them: the same files are understood, the same rows counted, and rows
 * without a name get the same one. Loaded when somebody chooses a file.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import Papa from 'papaparse';
import { FileFault } from './fault.ts';

/** A hundred thousand rows have 10 MB. */
export const FILE_MEGABYTES_MAX = 50;
/** The page keeps them all; the command-line import takes a million. */
export const ROWS_MAX = 100_000;
const DELIMITERS = [',', ';', '\t'] as const;
/** Of the file's SHA-256; names of rows begin with it. */
const DIGEST_BYTES = 8;

export type Delimiter = (typeof DELIMITERS)[number];
export type Encoding = 'UTF-8' | 'Windows-1252';

/** A row below the header. */
export interface Row {
	/** As a spreadsheet counts. */
	number: number;
	/** As they stand in the file. */
	cells: readonly string[];
}

/** A file that is a table. */
export interface Table {
	encoding: Encoding;
	delimiter: Delimiter;
	header: readonly string[];
	/** Blank ones are left out. */
	rows: readonly Row[];
	/** Of its bytes: names rows that bring no name. */
	digest: string;
}

/** Reads a whole file. Throws a `FileFault`. */
export function readTable(bytes: Uint8Array): Table {
	if (bytes.length > FILE_MEGABYTES_MAX * 1024 * 1024)
		throw new FileFault({ code: 'TOO_LARGE', values: { megabytes: FILE_MEGABYTES_MAX } });
	if (begins(bytes, [0x50, 0x4b, 3, 4]) || begins(bytes, [0xd0, 0xcf, 0x11, 0xe0]))
		throw new FileFault({ code: 'WORKBOOK' });
	if (begins(bytes, [0xff, 0xfe]) || begins(bytes, [0xfe, 0xff])) throw new FileFault({ code: 'UTF16' });
	const hasMark = begins(bytes, [0xef, 0xbb, 0xbf]);
	const body = hasMark ? bytes.subarray(3) : bytes;

	let text = decoded(body, 'utf-8');
	const { delimiter, headerAt } = beginning(text);
	let rows = split(text, delimiter);
	const encoding = encodingOf(rows, hasMark);
	if (encoding === 'Windows-1252') {
		text = decoded(body, 'windows-1252');
		rows = split(text, delimiter);
	}
	const header = (rows[headerAt] ?? []).map((cell) => cell.trim());
	if (header.every((name) => name === '')) throw new FileFault({ code: 'NO_HEADER' });
	const below = rows
		.map((cells, index) => ({ number: index + 1, cells }))
		.filter(({ number, cells }) => number > headerAt + 1 && cells.some((cell) => cell.trim() !== ''));
	if (below.length === 0) throw new FileFault({ code: 'ONLY_HEADER' });
	if (below.length > ROWS_MAX) throw new FileFault({ code: 'TOO_MANY_ROWS', values: { rows: ROWS_MAX } });
	return { encoding, delimiter, header, rows: below, digest: hex(body, DIGEST_BYTES) };
}

/** The first bytes of a SHA-256, hexadecimal. `crypto.subtle` is missing where a hall's LAN has no TLS. */
export function hex(data: Uint8Array | string, bytes: number): string {
	return bytesToHex(sha256(typeof data === 'string' ? utf8ToBytes(data) : data)).slice(0, bytes * 2);
}

function begins(bytes: Uint8Array, mark: readonly number[]): boolean {
	return mark.every((byte, at) => bytes[at] === byte);
}

/** As text whose rows end with a line feed, whatever program wrote it. */
function decoded(bytes: Uint8Array, encoding: 'utf-8' | 'windows-1252'): string {
	return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes).replace(/\r\n?/g, '\n');
}

/** Which delimiter the first row has: the one that makes the most cells of it. A line `sep=;` says it for a spreadsheet. */
function beginning(text: string): { delimiter: Delimiter; headerAt: number } {
	const said = DELIMITERS.find((delimiter) => text.startsWith(`sep=${delimiter}\n`));
	if (said) return { delimiter: said, headerAt: 1 };
	const cells = (delimiter: Delimiter) =>
		Papa.parse<string[]>(text, { delimiter, newline: '\n', preview: 1 }).data[0]?.length ?? 0;
	const best = DELIMITERS.reduce((best, next) => (cells(next) > cells(best) ? next : best));
	return { delimiter: best, headerAt: 0 };
}

function split(text: string, delimiter: Delimiter): string[][] {
	const { data, errors } = Papa.parse<string[]>(text, { delimiter, newline: '\n' });
	const quote = errors.find(({ type }) => type === 'Quotes');
	if (quote) {
		const at = quote.row ?? 0;
		const values = { row: at + 1, column: data[at]?.length ?? 1 };
		throw new FileFault({ code: quote.code === 'MissingQuotes' ? 'OPEN_QUOTE' : 'AFTER_QUOTE', values });
	}
	if (text.includes('\0')) {
		const place = find(data, (cell) => cell.includes('\0'));
		throw new FileFault({ code: 'NUL', values: place ?? { row: 1, column: 1 } });
	}
	return data;
}

/**
 * What cells with characters beyond ASCII say. What Windows-1252 calls an umlaut is hardly ever UTF-8 by chance, so the
 * majority of the cells is right.
 */
function encodingOf(rows: readonly string[][], hasMark: boolean): Encoding {
	const isBad = (cell: string) => cell.includes('\ufffd');
	const first = find(rows, isBad);
	if (!first) return 'UTF-8';
	const beyond = rows.flat().filter((cell) => /[^\0-\x7f]/.test(cell));
	const bad = beyond.filter(isBad).length;
	if (hasMark || beyond.length - bad > bad) throw new FileFault({ code: 'NOT_UTF8', values: first });
	return 'Windows-1252';
}

function find(
	rows: readonly string[][],
	is: (cell: string) => boolean,
): { row: number; column: number } | null {
	const row = rows.findIndex((cells) => cells.some(is));
	return row < 0 ? null : { row: row + 1, column: (rows[row]?.findIndex(is) ?? 0) + 1 };
}
