/** What must be known before a sale is completed: which tills have sales waiting, and which do not answer. Live. */
import { Tills } from '$lib/live';

export type WaitingTill = Tills['current'][number];

export class CompletionTills extends Tills {
	/** Have sales that the server does not know. */
	get waiting(): readonly WaitingTill[] {
		return this.current.filter(({ pendingSales }) => pendingSales > 0);
	}

	/** Do not answer, so that nobody knows what they have. */
	get silent(): readonly WaitingTill[] {
		return this.current.filter(
			({ state, pendingSales }) => pendingSales === 0 && (state === 'OFFLINE' || state === 'STALLED'),
		);
	}
}
