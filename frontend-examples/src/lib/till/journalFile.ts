/** The file in which waiting sales leave a device that cannot reach the server: docs/till-journal.md. */
import type { JournalSale } from './journal.ts';

const VERSION = 1;

/** One sale a line, for `hangtag import journal`. */
export function journalFile(sales: readonly JournalSale[]): string {
	return sales.map((sale) => `${JSON.stringify(line(sale))}\n`).join('');
}

/** `till-3-2027-01-15T10-15.jsonl`: what every file system takes. */
export function journalFileName(till: string, at: Date): string {
	const name = till.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '') || 'device';
	return `till-${name}-${at.toISOString().slice(0, 16).replace(/:/g, '-')}.jsonl`;
}

/**
 * What the file is for. A sale that was undone before the server could hear of it is none. One that the server may have heard of
 * stays: if it has it, the file tells so, and the sale is voided there.
 */
export function forFile(sales: readonly JournalSale[]): JournalSale[] {
	return sales.filter((sale) => sale.voidReason === null || sale.asked !== false);
}

function line({ sessionId, key, input, soldAt }: JournalSale) {
	return { version: VERSION, sessionId, idempotencyKey: key, input: { ...input, offlineSoldAt: soldAt } };
}
