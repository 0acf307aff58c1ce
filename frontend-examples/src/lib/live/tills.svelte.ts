/** The tills of a session, by name: always the newest. */
import { LiveStream } from './stream.svelte.ts';
import { TillsDocument, type LiveTillFragment } from './tills.generated.ts';

export class Tills {
	/** The newest list. */
	current = $state.raw<readonly LiveTillFragment[]>([]);
	/** Has the stream said anything yet? Until then nobody knows whether there is none. */
	isHeard = $state(false);
	/** How the connection stands. */
	readonly stream;

	/** `initial`: what the server rendered. */
	constructor(sessionId: string, initial: readonly LiveTillFragment[] = []) {
		this.current = initial;
		this.stream = new LiveStream({
			document: TillsDocument,
			variables: () => ({ sessionId }),
			receive: (results) => {
				this.current = results.at(-1)?.tills ?? this.current;
				this.isHeard = true;
			},
		});
	}
}
