/** What happens in a session, event by event: none left out, none twice. */
import { LiveStream } from './stream.svelte.ts';
import { SessionEventsDocument, type SessionEventsSubscription } from './sessionEvents.generated.ts';

/** An event of a session, as the pages need it. */
export type SessionEvent = SessionEventsSubscription['saleSessionEvents'];

/** More than a screen shows; older ones are asked for when somebody wants them. */
const RECENT_MAX = 200;

interface SessionEventsOptions {
	sessionId: string;
	/** The sequence that the page's figures are right after, 0 for all: without it, what happens before the first event is lost. */
	after: number;
	/** Every event once, in order, several at once when they come fast. */
	onEvents?: (events: readonly SessionEvent[]) => void;
}

export class SessionEvents {
	/** The newest events, newest first. */
	recent = $state.raw<readonly SessionEvent[]>([]);
	/** All events up to this one were seen. */
	sequence = $state.raw(0);
	/** How the connection stands. */
	readonly stream;
	readonly #onEvents: SessionEventsOptions['onEvents'];

	constructor({ sessionId, after, onEvents }: SessionEventsOptions) {
		this.sequence = after;
		this.#onEvents = onEvents;
		this.stream = new LiveStream({
			document: SessionEventsDocument,
			variables: () => ({ sessionId, after: this.sequence }),
			receive: (results) => this.#receive(results.map((result) => result.saleSessionEvents)),
		});
	}

	#receive(events: SessionEvent[]): void {
		const seen = this.sequence;
		const fresh = events.filter((event) => event.sequence > seen);
		const last = fresh.at(-1);
		if (!last) return;
		this.sequence = last.sequence;
		this.recent = [...fresh.toReversed(), ...this.recent].slice(0, RECENT_MAX);
		this.#onEvents?.(fresh);
	}
}
