/** What a till knows of the world: is the server there, what waits, how old is the pack, is the clock right. */
import { ApiError } from '$lib/graphql';
import type { Clock } from './clock.ts';
import type { Device } from './device.ts';
import type { Journal } from './journal.ts';
import { Loop } from './loop.ts';
import { packStateOf, refreshPack, type PackState } from './pack.ts';
import type { Hindrance } from './sender.ts';
import { SessionGone, type TillServer } from './server.ts';

const REPORT_INTERVAL_MS = 10_000;
const PACK_INTERVAL_MS = 20_000;
/** Less than this is not worth writing down. */
const CLOCK_STEP_MS = 1_000;
/** What a full disk says: the step that finds it, and those after it. */
const FULL = ['QuotaExceededError', 'AbortError'];
const PACK_LOCK = 'hangtag-till-pack';

/** `refused`: the token was revoked, or is of another role. `gone`: the server does not know the session. */
export type LinkState = 'connecting' | 'online' | 'offline' | 'refused' | 'gone';

export class Link {
	state = $state<LinkState>('connecting');
	since = $state(Date.now());
	/** Sales that are not at the server. */
	pending = $state(0);
	/** Of them, those that a person must look at. */
	stuck = $state(0);
	/** Of them, voids that the server has not heard of. */
	voiding = $state(0);
	/** What waits is another organization's than the one that the till is signed in to. */
	isForeign = $state(false);
	/** Closed for the day. */
	closed = $state(false);
	pack = $state.raw<PackState | null>(null);
	/** The device has no room for all of it. */
	isPackTooLarge = $state(false);
	/** How far the device's clock is ahead, if that matters. */
	skewMs = $state<number | null>(null);
	/** The organizer has ended the session. */
	isOver = $state(false);
	/** The cashier only practises. */
	practising = false;
	#keptAheadMs: number | null = null;
	#oldestPendingAt: string | null = null;
	readonly #reports = new Loop(() => this.#report());
	readonly #packs = new Loop(() => this.#refresh());

	constructor(
		private readonly desk: {
			device: Device;
			journal: Journal;
			server: TillServer;
			clock: Clock;
			locks: LockManager;
			/** The server is there again. */
			onBack: () => void;
		},
	) {}

	/** Reads what the device knows. Before that nothing is shown: no false 0, and no open till that is closed for the day. */
	async load(): Promise<void> {
		await Promise.all([this.count(), this.readClosed(), this.#readPack()]);
	}

	async run(signal: AbortSignal): Promise<void> {
		// Another tab may have sold while this one opened.
		await this.load();
		await Promise.all([this.#reports.run(signal), this.#packs.run(signal)]);
	}

	/** The device says that its network has come or gone. */
	networkChanged(): void {
		this.#reports.wake();
		this.#packs.wake();
	}

	/** Ends the day at this till, or begins it again; kept over reloads. */
	async setClosed(closed: boolean): Promise<void> {
		await this.desk.journal.db.put('values', closed, 'closed');
		this.closed = closed;
		this.#reports.wake();
	}

	/** Another tab may have done so. */
	async readClosed(): Promise<void> {
		this.closed = ((await this.desk.journal.db.get('values', 'closed')) as boolean | undefined) ?? false;
	}

	/** How many sales and voids wait. */
	async count(): Promise<void> {
		const waiting = await this.desk.journal.inState('waiting', 'stuck', 'voiding');
		this.pending = waiting.length;
		this.stuck = waiting.filter((sale) => sale.state === 'stuck').length;
		this.voiding = waiting.filter((sale) => sale.state === 'voiding').length;
		this.#oldestPendingAt = waiting.map((sale) => sale.soldAt).sort()[0] ?? null;
	}

	/** What became of a request. */
	heard(problem: Hindrance): void {
		if (!problem) return this.#become('online');
		if (problem.code === 'UNAUTHENTICATED' || problem.code === 'FORBIDDEN') this.#become('refused');
		else this.#become('offline');
	}

	#become(state: LinkState): void {
		if (state === this.state) return;
		const isBack = state === 'online';
		this.state = state;
		this.since = Date.now();
		if (isBack) this.desk.onBack();
	}

	async #report(): Promise<number> {
		const { device, server, clock } = this.desk;
		try {
			const serverTime = await server.report(device.sessionId, {
				till: device.till,
				state: this.closed ? 'CLOSED' : this.practising ? 'PAUSED' : 'OPEN',
				pendingSales: this.pending,
				oldestPendingAt: this.#oldestPendingAt,
				clock: clock.deviceTime(),
			});
			if (serverTime === null) this.#become('gone');
			else {
				clock.set(serverTime);
				await this.#keepClock();
				this.heard(null);
			}
		} catch (reason) {
			this.#failed(reason);
		}
		this.skewMs = clock.skewMs;
		return REPORT_INTERVAL_MS;
	}

	/** So that a start without a network corrects a wrong clock. A device without room does without. */
	async #keepClock(): Promise<void> {
		const aheadMs = this.desk.clock.aheadMs;
		if (this.#keptAheadMs !== null && Math.abs(aheadMs - this.#keptAheadMs) < CLOCK_STEP_MS) return;
		this.#keptAheadMs = aheadMs;
		await this.desk.journal.db.put('values', aheadMs, 'clockAheadMs').catch(() => undefined);
	}

	async #refresh(): Promise<number> {
		const { device, journal, server, locks } = this.desk;
		try {
			// Another tab that does it now does it for all.
			await locks.request(PACK_LOCK, { ifAvailable: true }, async (lock) => {
				if (!lock) return;
				const ask = async (after: string | null) => {
					const page = await server.packPage(device.sessionId, after);
					this.isOver = page.isOver;
					return page;
				};
				await refreshPack(journal.db, device.sessionId, ask, (state) => (this.pack = state));
				this.isPackTooLarge = false;
			});
			await this.#readPack();
		} catch (reason) {
			// A pack that does not fit is shown as what it is: incomplete. Sales go on.
			if (reason instanceof DOMException) this.isPackTooLarge = FULL.includes(reason.name);
			else this.#failed(reason);
		}
		return PACK_INTERVAL_MS;
	}

	async #readPack(): Promise<void> {
		this.pack = await packStateOf(this.desk.journal.db);
	}

	#failed(reason: unknown): void {
		if (reason instanceof ApiError) this.heard(reason);
		else if (reason instanceof SessionGone) this.#become('gone');
		else throw reason;
	}
}
