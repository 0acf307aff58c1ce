/** What a consignor earns in an event: always the newest. */
import { EarningsDocument, type LiveEarningsFragment } from './earnings.generated.ts';
import { LiveStream } from './stream.svelte.ts';

export class Earnings {
	/** The newest figures; null before the first. */
	current = $state.raw<LiveEarningsFragment | null>(null);
	/** How the connection stands. */
	readonly stream;

	/** `initial`: what the server rendered. `onChange`: the newest, after every connection and whenever they move. */
	constructor(
		ids: { consignorId: string; eventId: string },
		initial: LiveEarningsFragment | null = null,
		onChange?: (current: LiveEarningsFragment) => void,
	) {
		this.current = initial;
		this.stream = new LiveStream({
			document: EarningsDocument,
			variables: () => ids,
			receive: (results) => {
				const newest = results.at(-1)?.consignorEarnings;
				if (!newest) return;
				this.current = newest;
				onChange?.(newest);
			},
		});
	}
}
