/** What must be known before a sale is completed: which tills have sales waiting, and which do not answer. Live. */
import { LiveStream } from '$lib/live';
import { CompletionTillsDocument, type CompletionTillsSubscription } from './session.generated.ts';

export type WaitingTill = CompletionTillsSubscription['tills'][number];

export class CompletionTills {
	/** Null before the first answer. */
	all = $state.raw<readonly WaitingTill[] | null>(null);
	readonly stream;

	constructor(sessionId: string) {
		this.stream = new LiveStream({
			document: CompletionTillsDocument,
			variables: () => ({ sessionId }),
			receive: (results) => (this.all = results.at(-1)?.tills ?? this.all),
		});
	}

	/** Have sales that the server does not know. */
	get waiting(): readonly WaitingTill[] {
		return (this.all ?? []).filter(({ pendingSales }) => pendingSales > 0);
	}

	/** Do not answer, so that nobody knows what they have. */
	get silent(): readonly WaitingTill[] {
		return (this.all ?? []).filter(
			({ state, pendingSales }) => pendingSales === 0 && (state === 'OFFLINE' || state === 'STALLED'),
		);
	}
}
