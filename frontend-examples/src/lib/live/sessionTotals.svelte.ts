/** What a session adds up to: always the newest. */
import { LiveStream } from './stream.svelte.ts';
import { SessionTotalsDocument, type LiveTotalsFragment } from './sessionTotals.generated.ts';

export class SessionTotals {
	/** The newest totals; null before the first. */
	current = $state.raw<LiveTotalsFragment | null>(null);
	/** How the connection stands. */
	readonly stream;

	/** `initial`: what the server rendered. */
	constructor(sessionId: string, initial: LiveTotalsFragment | null = null, maxPerSecond = 4) {
		this.current = initial;
		this.stream = new LiveStream({
			document: SessionTotalsDocument,
			variables: () => ({ sessionId, maxPerSecond }),
			receive: (results) => (this.current = results.at(-1)?.saleSessionTotals ?? this.current),
		});
	}
}
