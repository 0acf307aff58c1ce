/** Tags into or out of a session, call by call. */
import { ApiError, type Api } from '$lib/graphql';
import { pages } from './import/patience.ts';
import {
	FreeItemsDocument,
	SessionRestockDocument,
	SessionWithdrawDocument,
	type SessionRestockMutation,
	type SessionWithdrawMutation,
} from './session.generated.ts';
import { Submission } from './submission.svelte.ts';
import { tagCalls } from './tags.ts';

export type Action = 'restock' | 'withdraw';

type UserError =
	| NonNullable<SessionRestockMutation['saleSessionRestock']>['userErrors'][number]
	| NonNullable<SessionWithdrawMutation['saleSessionWithdraw']>['userErrors'][number];
/** What may stand against the whole call. */
type Whole = 'SESSION_NOT_FOUND' | 'SESSION_NOT_ACTIVE' | 'IDEMPOTENCY_KEY_MISMATCH';
type OfTag = Exclude<UserError['code'], Whole | 'NO_ITEMS'>;

interface Target {
	action: Action;
	eventId: string;
	sessionId: string;
}

export class TagsAction {
	/** Tags that are in the way. */
	refusals = $state.raw<readonly { tag: string; code: OfTag }[]>([]);
	/** What stands against all of it. */
	refusal = $state.raw<Whole | null>(null);
	/** Of the last try. */
	done = $state(0);
	left = $state(0);
	/** How many items wait to be restocked; null before somebody asks. */
	freeCount = $state<number | null>(null);
	isLooking = $state(false);
	#lookFailure = $state.raw<ApiError | null>(null);
	readonly #submission: Submission;
	readonly #api: Api;
	readonly #target: Target;

	constructor(api: Api, target: Target) {
		this.#api = api;
		this.#target = target;
		this.#submission = new Submission(`${target.action}:${target.sessionId}`);
	}

	get busy(): boolean {
		return this.#submission.busy;
	}

	get failure(): ApiError | null {
		return this.#submission.failure ?? this.#lookFailure;
	}

	/** Sends the tags until the server refuses some: how many are done, and which are left. */
	async send(tags: readonly string[], reason: string): Promise<{ done: number; left: readonly string[] }> {
		if (this.busy) return { done: 0, left: tags };
		this.forget();
		let done = 0;
		for (const call of tagCalls(tags)) {
			const errors = await this.#call(call, reason);
			if (errors === null || errors.length > 0) {
				this.#refused(errors ?? []);
				break;
			}
			done += call.length;
		}
		const left = tags.slice(done);
		this.done = done;
		this.left = left.length;
		return { done, left };
	}

	/** Forgets what was in the way. */
	forget(): void {
		this.refusals = [];
		this.refusal = null;
		this.done = 0;
		this.left = 0;
	}

	/** The tags of all items that are free to be restocked; null without an answer. */
	async free(): Promise<string[] | null> {
		if (this.isLooking) return null;
		this.isLooking = true;
		this.#lookFailure = null;
		const tags: string[] = [];
		try {
			const { eventId } = this.#target;
			const ask = (after: string | null) => this.#api.query(FreeItemsDocument, { eventId, after });
			for await (const nodes of pages(async (after) => (await ask(after)).saleEvent?.items))
				tags.push(...nodes.map(({ tagPrinted }) => tagPrinted));
			this.freeCount = tags.length;
			return tags;
		} catch (reason) {
			if (!(reason instanceof ApiError)) throw reason;
			this.#lookFailure = reason;
			return null;
		} finally {
			this.isLooking = false;
		}
	}

	/** What the server says against a call; null without an answer. */
	async #call(tags: string[], reason: string): Promise<readonly UserError[] | null> {
		const { action, sessionId } = this.#target;
		if (action === 'restock') {
			const answer = await this.#submission.send({ tags }, (key) =>
				this.#api.mutate(SessionRestockDocument, { sessionId, tags, key }),
			);
			return answer && (answer.saleSessionRestock?.userErrors ?? []);
		}
		const answer = await this.#submission.send({ tags, reason }, (key) =>
			this.#api.mutate(SessionWithdrawDocument, { sessionId, tags, reason, key }),
		);
		return answer && (answer.saleSessionWithdraw?.userErrors ?? []);
	}

	#refused(errors: readonly UserError[]): void {
		this.refusals = errors.flatMap(({ tag, code }) =>
			tag && !isWhole(code) && code !== 'NO_ITEMS' ? [{ tag, code }] : [],
		);
		this.refusal = errors.map(({ code }) => code).find(isWhole) ?? null;
	}
}

function isWhole(code: UserError['code']): code is Whole {
	return ['SESSION_NOT_FOUND', 'SESSION_NOT_ACTIVE', 'IDEMPOTENCY_KEY_MISMATCH'].includes(code);
}
