/** What a till asks the server: answers as data, `ApiError` if there is none. */
import type { Api } from '$lib/graphql';
import type { SaleRecordInput, TillReportInput } from '$lib/graphql/schema.generated';
import {
	HoldItemsDocument,
	ParkCartDocument,
	ReleaseItemsDocument,
	TakeCartDocument,
	type HeldItemFragment,
	type HoldItemsMutation,
} from './holds.generated.ts';
import { TillPackDocument } from './pack.generated.ts';
import { ReportTillDocument } from './report.generated.ts';
import { RecordSaleDocument, VoidSaleDocument, type RecordSaleMutation } from './sale.generated.ts';
import {
	TillSessionsDocument,
	type TillSessionsQuery,
	type TillSessionsQueryVariables,
} from './setUp.generated.ts';

/** Items of a page of the pack: half a megabyte, a blink on a hall's network. */
const PACK_PAGE = 5000;
const PACK_MS_MAX = 30_000;
/** A hold of a cart that is open; renewed well before. */
const HOLD_SECONDS = 900;

type Payload<T> = NonNullable<T>;
export type RecordError = Payload<RecordSaleMutation['saleRecord']>['userErrors'][number];
export type HoldError = Payload<HoldItemsMutation['itemsHold']>['userErrors'][number];
export type HeldItem = HeldItemFragment;

export type Recorded = { saleId: string; needsReview: boolean } | { errors: readonly RecordError[] };

/** The session is not there, or not for this token. */
export class SessionGone extends Error {
	override readonly name = 'SessionGone';
}

export type Taken = { items: readonly HeldItem[]; note: string | null } | { refusal: string };

export class TillServer {
	constructor(private readonly api: Api) {}

	/** All events, in the order of their creation. */
	async sessions() {
		const events: TillSessionsQuery['saleEvents']['nodes'] = [];
		let before: string | null = null;
		for (;;) {
			const variables: TillSessionsQueryVariables = { before };
			const page: TillSessionsQuery = await this.api.query(TillSessionsDocument, variables);
			const { viewer, saleEvents } = page;
			events.unshift(...saleEvents.nodes);
			const { hasPreviousPage, startCursor } = saleEvents.pageInfo;
			before = startCursor ?? null;
			if (!hasPreviousPage || before === null) return { viewer, events };
		}
	}

	async packPage(sessionId: string, after: string | null) {
		const variables = { sessionId, after, first: PACK_PAGE };
		const { saleSession } = await this.api.query(TillPackDocument, variables, { timeoutMs: PACK_MS_MAX });
		if (!saleSession) throw new SessionGone();
		return { ...saleSession.tillPack, isOver: saleSession.status !== 'ACTIVE' };
	}

	async record(
		{ sessionId, key }: { sessionId: string; key: string },
		input: SaleRecordInput,
		timeoutMs?: number,
	): Promise<Recorded> {
		const variables = { sessionId, input, idempotencyKey: key };
		const options = timeoutMs === undefined ? {} : { timeoutMs };
		const { saleRecord } = await this.api.mutate(RecordSaleDocument, variables, options);
		const sale = saleRecord?.sale;
		if (sale) return { saleId: sale.id, needsReview: sale.needsReview };
		return { errors: saleRecord?.userErrors ?? [] };
	}

	/** Null if it was taken back, else the code of why not. */
	async voidSale(saleId: string, reason: string, key: string, timeoutMs?: number): Promise<string | null> {
		const variables = { saleId, reason, idempotencyKey: key };
		const options = timeoutMs === undefined ? {} : { timeoutMs };
		const { saleVoid } = await this.api.mutate(VoidSaleDocument, variables, options);
		return saleVoid?.sale ? null : (saleVoid?.userErrors[0]?.code ?? 'SALE_NOT_FOUND');
	}

	async hold(sessionId: string, cart: string, till: string, tags: string[]) {
		const input = { cart, till, tags, seconds: HOLD_SECONDS };
		const { itemsHold } = await this.api.mutate(HoldItemsDocument, { sessionId, input });
		return { items: itemsHold?.items ?? [], errors: itemsHold?.userErrors ?? [] };
	}

	async release(sessionId: string, cart: string, tags: string[] | null): Promise<void> {
		const input = tags === null ? { cart } : { cart, tags };
		await this.api.mutate(ReleaseItemsDocument, { sessionId, input });
	}

	async park(sessionId: string, input: { cart: string; till: string; note: string | null }) {
		const { cartPark } = await this.api.mutate(ParkCartDocument, { sessionId, input });
		return cartPark?.userErrors[0]?.code ?? null;
	}

	/** By its name or by the tag of anything in it. */
	async take(
		sessionId: string,
		which: { cart: string } | { tag: string },
		into: string,
		till: string,
	): Promise<Taken> {
		const input = { ...which, into, till };
		const { cartTake } = await this.api.mutate(TakeCartDocument, { sessionId, input });
		if (!cartTake?.items) return { refusal: cartTake?.userErrors[0]?.code ?? 'CART_NOT_FOUND' };
		return { items: cartTake.items, note: cartTake.note ?? null };
	}

	/** The server's time; null if it does not know the session. */
	async report(sessionId: string, input: TillReportInput): Promise<string | null> {
		const { tillReport } = await this.api.mutate(ReportTillDocument, { sessionId, input });
		return tillReport?.serverTime ?? null;
	}
}
