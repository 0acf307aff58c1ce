/** One thing that a person has decided, sent so that it is done once: whatever is pressed, lost or reloaded. */
import { ApiError } from '$lib/graphql';

const STORE = 'hangtag:unanswered';

interface Unanswered {
	input: string;
	key: string;
}

/**
 * Sends a mutation. A second press while it runs does nothing. If no answer comes, nobody knows whether it was done: the
 * same input is then sent with the same key, also after a reload, until the server has answered.
 */
export class Submission {
	busy = $state(false);
	/** Why there is no answer; null while there is one. */
	failure = $state.raw<ApiError | null>(null);
	readonly #name: string;
	#last: Unanswered | null = null;

	/** `name`: of the mutation and of what it changes. */
	constructor(name: string) {
		this.#name = `${STORE}:${name}`;
	}

	/** The answer, or null: `busy` or `failure` says why. */
	async send<T>(input: unknown, ask: (key: string) => Promise<T>): Promise<T | null> {
		if (this.busy) return null;
		this.busy = true;
		this.failure = null;
		const text = JSON.stringify(input);
		const earlier = this.#unanswered();
		const key = earlier?.input === text ? earlier.key : newKey();
		this.#keep({ input: text, key });
		try {
			const answer = await ask(key);
			this.#keep(null);
			return answer;
		} catch (reason) {
			if (!(reason instanceof ApiError)) throw reason;
			if (!reason.retryable) this.#keep(null);
			this.failure = reason;
			return null;
		} finally {
			this.busy = false;
		}
	}

	#unanswered(): Unanswered | null {
		if (this.#last) return this.#last;
		try {
			return JSON.parse(sessionStorage.getItem(this.#name) ?? 'null') as Unanswered | null;
		} catch {
			return null;
		}
	}

	#keep(unanswered: Unanswered | null): void {
		this.#last = unanswered;
		try {
			if (unanswered) sessionStorage.setItem(this.#name, JSON.stringify(unanswered));
			else sessionStorage.removeItem(this.#name);
		} catch {
			// A full or forbidden storage: the key then lives as long as nobody reloads.
		}
	}
}

/** An idempotency key. `crypto.randomUUID` is missing where a hall's LAN has no TLS. */
export function newKey(): string {
	return [...crypto.getRandomValues(new Uint8Array(16))]
		.map((byte) => byte.toString(16).padStart(2, '0'))
		.join('');
}
