/** What the till has to say to its cashier: data, which screens put into words. */

export type Notice =
	| { kind: 'TWICE'; title: string; tag: string }
	| { kind: 'NOT_A_TAG'; raw: string }
	| { kind: 'TOO_LONG' }
	| { kind: 'CART_FULL' }
	| { kind: 'PARKED'; name: string }
	| { kind: 'PARK_REFUSED'; code: string }
	| { kind: 'PARK_UNKNOWN' }
	| { kind: 'TAKEN'; count: number; note: string | null }
	/** The rest did not fit into one sale. */
	| { kind: 'TAKEN_PART'; left: number }
	| { kind: 'TAKE_REFUSED'; code: string; name: string }
	| { kind: 'NO_NETWORK' }
	| { kind: 'NOT_IN_PRACTICE' }
	| { kind: 'PAY_EMPTY' | 'PAY_TOO_MANY' | 'PAY_OBJECTION' | 'PAY_NO_PRICE' }
	/** The server refused: the red lines say why. */
	| { kind: 'CORRECT' }
	/** The server refused all of it. */
	| { kind: 'REFUSED'; code: string }
	| { kind: 'UNREADABLE' }
	| { kind: 'STORAGE_FULL' }
	| { kind: 'FINISHED_ELSEWHERE' }
	| { kind: 'FAULT' }
	| { kind: 'ADOPTED'; numbers: string }
	| { kind: 'UNDONE'; number: string }
	/** The server has not said yet whether the sale is taken back. */
	| { kind: 'VOID_UNCONFIRMED'; number: string }
	| { kind: 'VOID_REFUSED'; number: string; code: string }
	| { kind: 'NOTHING_TO_UNDO' };

const GOOD: ReadonlySet<Notice['kind']> = new Set(['PARKED', 'TAKEN', 'UNDONE']);
const WARN: ReadonlySet<Notice['kind']> = new Set([
	'TWICE',
	'ADOPTED',
	'NOTHING_TO_UNDO',
	'PAY_EMPTY',
	'VOID_UNCONFIRMED',
]);

export function toneOf({ kind }: Notice): 'good' | 'warn' | 'bad' {
	return GOOD.has(kind) ? 'good' : WARN.has(kind) ? 'warn' : 'bad';
}

/** Is it about a sale that is being taken back? */
export function isOfVoid({ kind }: Notice): boolean {
	return kind === 'UNDONE' || kind === 'VOID_UNCONFIRMED' || kind === 'VOID_REFUSED';
}
