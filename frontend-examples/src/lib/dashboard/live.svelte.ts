/** What keeps a dashboard up to date: three subscriptions on one socket, and what is asked because of them. */
import { SessionEvents, SessionTotals, type ConnectionState, type SessionEvent } from '$lib/live';
import { Tills } from '$lib/live/tills.svelte';
import type { DashboardQuery } from './dashboard.generated';
import { Feed } from './feed.svelte';
import type { FigureSales } from './figureSales.svelte';
import { Pace } from './pace.svelte';
import type { Questions } from './questions';
import { Review } from './review.svelte';
import { Statistics } from './statistics.svelte';

export type DashboardSession = NonNullable<DashboardQuery['saleSession']>;

/** An hour ago moves on; a till's silence comes from the server. */
const NOW_MS = 15_000;
/** The most that the API sends, and as often as anything is shown. */
const TOTALS_PER_SECOND = 10;
/** From good to bad: the page is as well connected as its worst stream. */
const WORSE: readonly ConnectionState[] = [
	'live',
	'idle',
	'connecting',
	'reconnecting',
	'offline',
	'refused',
];

export class LiveSession {
	readonly totals: SessionTotals;
	readonly tills: Tills;
	readonly events: SessionEvents;
	readonly feed: Feed;
	readonly pace = new Pace();
	readonly statistics: Statistics;
	readonly review: Review;
	status = $state<DashboardSession['status']>('ACTIVE');
	now = $state(Date.now());
	/** The list that is open now. */
	sales = $state.raw<FigureSales | null>(null);
	readonly #questions: Questions;
	readonly #after: number;

	/** `after`: the place that the session was read at, or later. */
	constructor(session: DashboardSession, after: number, questions: Questions) {
		this.#questions = questions;
		this.#after = after;
		this.status = session.status;
		this.totals = new SessionTotals(session.id, session.totals, TOTALS_PER_SECOND);
		this.tills = new Tills(session.id, session.tills);
		this.feed = new Feed(session.sales);
		this.statistics = new Statistics(session.statistics, questions.statistics);
		this.review = new Review(session.review, questions.review);
		this.events = new SessionEvents({
			sessionId: session.id,
			after,
			onEvents: (events) => this.#take(events),
		});
	}

	/** The worst of the streams. */
	get connection(): { state: ConnectionState; since: number } {
		return [this.events, this.totals, this.tills]
			.map(({ stream }) => ({ state: stream.state, since: stream.since }))
			.reduce((one, other) => (WORSE.indexOf(other.state) > WORSE.indexOf(one.state) ? other : one));
	}

	/** Listens until the returned function is called. */
	start(): () => void {
		const stops = [this.events, this.totals, this.tills].map(({ stream }) => stream.start());
		const clock = setInterval(() => {
			this.now = Date.now();
			this.pace.forget(this.now);
		}, NOW_MS);
		// Without an answer it stays unknown, and is shown so.
		this.pace.catchUp(this.#after, Date.now(), this.#questions.recent).catch(() => undefined);
		return () => {
			clearInterval(clock);
			for (const stop of stops) stop();
			this.statistics.stop();
			this.review.stop();
			this.sales?.stop();
		};
	}

	#take(events: readonly SessionEvent[]): void {
		this.feed.take(events);
		this.review.take(events);
		this.sales?.take(events);
		for (const event of events) {
			if (event.__typename === 'SaleRecordedEvent') this.pace.add(event.sale);
			if (event.__typename === 'SaleSessionStatusEvent') this.status = event.status;
		}
		const last = events.at(-1);
		if (last) this.statistics.happened(last.sequence);
	}
}
