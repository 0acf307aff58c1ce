/**
 * Rows to the server, call by call. A call is all or nothing; what the server refuses of it is taken out and told, and the
 * rest is sent again. A call's key is made of what it asks for, so that a repeat does nothing twice.
 */
import type { Api } from '$lib/graphql';
import { cellFault, type FaultCode, type RowFault } from './fault.ts';
import type { ItemRow } from './items.ts';
import { patiently } from './patience.ts';
import { batches, inputOf } from './plan.ts';
import { ImportItemsAddDocument, type ImportItemsAddMutation } from './standing.generated.ts';
import { hex } from './table.ts';

type UserError = NonNullable<ImportItemsAddMutation['itemsAdd']>['userErrors'][number];

/** 128 bits: two calls of a season do not meet by chance. */
const KEY_BYTES = 16;

/** What came of a call. */
export interface Sent {
	accepted: readonly ItemRow[];
	/** Somebody else took them in since the plan was made. */
	duplicate: number;
	faults: readonly RowFault[];
}

/** What is left to send; it can be stopped and gone on with. */
export class ItemSender {
	#calls: ItemRow[][];
	readonly #api: Api;
	readonly #eventId: string;

	constructor(api: Api, eventId: string, rows: readonly ItemRow[]) {
		this.#api = api;
		this.#eventId = eventId;
		this.#calls = batches(rows);
	}

	get isDone(): boolean {
		return this.#calls.length === 0;
	}

	/** Sends the next call. One that has no answer stays the next. */
	async next(signal: AbortSignal): Promise<Sent> {
		const batch = this.#calls[0];
		if (!batch) return { accepted: [], duplicate: 0, faults: [] };
		const input = inputOf(batch);
		const variables = {
			eventId: this.#eventId,
			input,
			key: `import-itemsAdd-${hex(JSON.stringify(input), KEY_BYTES)}`,
		};
		const { itemsAdd } = await patiently(() => this.#api.mutate(ImportItemsAddDocument, variables), signal);
		const refused = sort(batch, itemsAdd?.userErrors ?? []);
		if (refused === null) {
			this.#calls.shift();
			return { accepted: batch, duplicate: 0, faults: [] };
		}
		this.#calls = [...batches(refused.again), ...refused.alone.map((row) => [row]), ...this.#calls.slice(1)];
		return { accepted: [], duplicate: refused.duplicate, faults: refused.faults };
	}
}

interface Refused {
	/** Nothing stands against these. */
	again: ItemRow[];
	/** Their consignor has fewer numbers left than the call wants: each alone takes what there is. */
	alone: ItemRow[];
	duplicate: number;
	faults: RowFault[];
}

/** Sorts a call's rows by what the server says; null if it says nothing. */
function sort(batch: readonly ItemRow[], errors: readonly UserError[]): Refused | null {
	if (errors.length === 0) return null;
	const byIndex = new Map(errors.map((error) => [Number(error.field?.[1] ?? Number.NaN), error]));
	const refused: Refused = { again: [], alone: [], duplicate: 0, faults: [] };
	for (const [index, pending] of batch.entries()) {
		// Without a row, the call as a whole is meant: the event is gone, say.
		const error = byIndex.get(index) ?? byIndex.get(Number.NaN);
		if (!error) refused.again.push(pending);
		else if (error.code === 'REF_TAKEN') refused.duplicate += 1;
		else if (error.code === 'CONSIGNOR_FULL' && batch.length > 1) refused.alone.push(pending);
		else refused.faults.push(refusal(pending, error));
	}
	return refused;
}

function refusal({ row, item }: ItemRow, error: UserError): RowFault {
	const codes: Partial<Record<UserError['code'], FaultCode>> = {
		CONSIGNOR_NOT_FOUND: 'UNKNOWN_CONSIGNOR',
		CONSIGNOR_FULL: 'CONSIGNOR_FULL',
	};
	const field = error.field?.[2] ?? '';
	const isConsignor = field === 'consignorNumber';
	const code = codes[error.code] ?? 'REFUSED';
	const values = code === 'REFUSED' ? { values: { message: error.message } } : {};
	const value = isConsignor ? String(item.consignorNumber) : '';
	return cellFault(row.number, isConsignor ? 'consignor' : field, value, { code, ...values });
}
