/** Holds and releases of one cart, behind the scan: what is asked about a tag is answered in order, tags do not wait for each other. */
import { ApiError } from '$lib/graphql';
import { objectionOf, type Objection } from './objection.ts';
import type { HeldItem, TillServer } from './server.ts';

export type HoldAnswer =
	| { held: HeldItem }
	| { objection: Objection }
	/** Nobody answered; the line is sold without a hold. */
	| { unasked: true };

type HoldingServer = Pick<TillServer, 'hold' | 'release'>;
type Place = { sessionId: string; till: string };

export class Holds {
	readonly #chains = new Map<string, Promise<unknown>>();

	constructor(
		private readonly server: HoldingServer,
		private readonly place: Place,
	) {}

	hold(cart: string, tag: string): Promise<HoldAnswer> {
		return this.#after(tag, async () => {
			try {
				const { items, errors } = await this.server.hold(this.place.sessionId, cart, this.place.till, [tag]);
				const [item, error] = [items[0], errors[0]];
				if (item) return { held: item };
				const objection = error && objectionOf(error);
				return { objection: objection ?? { kind: 'REFUSED', code: error?.code ?? 'REFUSED' } };
			} catch (reason) {
				if (reason instanceof ApiError) return { unasked: true };
				throw reason;
			}
		});
	}

	/** Best effort: a hold that nobody releases ends by itself. */
	async release(cart: string, tag: string): Promise<void> {
		await this.#after(tag, () => this.server.release(this.place.sessionId, cart, [tag])).catch(
			() => undefined,
		);
	}

	/** When all that was asked so far is answered. */
	async settled(): Promise<void> {
		await Promise.allSettled(this.#chains.values());
	}

	#after<T>(tag: string, work: () => Promise<T>): Promise<T> {
		const done = (this.#chains.get(tag) ?? Promise.resolve()).then(work, work);
		this.#chains.set(tag, done);
		const forget = () => {
			if (this.#chains.get(tag) === done) this.#chains.delete(tag);
		};
		done.then(forget, forget);
		return done;
	}
}
