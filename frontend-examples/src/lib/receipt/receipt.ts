/** What a shopper takes home: what was sold at a till, as its receipt says. */
import { sum, type Minor } from '$lib/money';
import type { TenderKind } from '$lib/graphql/schema.generated';

export interface Receipt {
	/** The till's own, unique in the event. */
	number: string;
	till: string;
	organization: string;
	event: string;
	/** ISO 4217; all amounts are in it. */
	currency: string;
	/** The event's IANA name. */
	timeZone: string;
	/** When the sale was final at the till, ISO 8601. */
	soldAt: string;
	lines: ReceiptLine[];
	total: Minor;
	tenders: ReceiptTender[];
	/** Handed back of the cash. */
	change: Minor;
	/** The server did not know the sale yet when it was printed. */
	offline: boolean;
	/** Nothing was sold. */
	practice: boolean;
}

/** `tag`: ten digits, or what was scanned of an unknown thing; empty if nothing was. */
export interface ReceiptLine {
	tag: string;
	title: string;
	price: Minor;
}

/** What was handed over, before change. */
export interface ReceiptTender {
	method: TenderKind;
	amount: Minor;
}

/** Does it add up: the lines to the total, and what was handed over to total and change? */
export function addsUp({ lines, total, tenders, change }: Receipt): boolean {
	return (
		sum(lines.map((line) => line.price)) === total &&
		sum(tenders.map((tender) => tender.amount)) === total + change
	);
}
