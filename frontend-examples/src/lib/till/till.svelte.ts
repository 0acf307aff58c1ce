/** A till of one device in one tab: puts the parts together, and starts and ends them. */
import { api } from '$lib/graphql/browser';
import { playSound } from '$lib/scan/sounds';
import { Carts } from './carts.ts';
import { Clock } from './clock.ts';
import { Counter } from './counter.svelte.ts';
import { openTill, type TillDatabase } from './database.ts';
import { CHANNEL, deviceOf, type Device } from './device.ts';
import { Holds } from './holds.ts';
import { Journal } from './journal.ts';
import { Link } from './link.svelte.ts';
import { adoptOrphans, isOfAnotherOrganization, Sender, type VoidNews } from './sender.ts';
import { TillServer } from './server.ts';

/** A hold lasts a quarter of an hour. */
const RENEWAL_MS = 5 * 60 * 1000;

export type Opened =
	/** Without HTTPS a browser has neither locks nor an offline start. */
	| { state: 'insecure' }
	| { state: 'noStorage' }
	| { state: 'new'; db: TillDatabase }
	| { state: 'ready'; till: Till };

export class Till {
	readonly #ending = new AbortController();
	readonly #channel: BroadcastChannel;
	/** Counts the journal's changes, so that what shows it looks again. */
	changes = $state(0);

	private constructor(
		readonly device: Device,
		readonly journal: Journal,
		readonly counter: Counter,
		readonly link: Link,
		readonly sender: Sender,
		channel: BroadcastChannel,
	) {
		this.#channel = channel;
	}

	/** Opens what the device keeps; without a network as with one. */
	static async open(): Promise<Opened> {
		if (!isSecureContext || !('locks' in navigator)) return { state: 'insecure' };
		try {
			const db = await openTill(() => location.reload());
			const device = await deviceOf(db);
			return device ? { state: 'ready', till: await Till.#of(db, device) } : { state: 'new', db };
		} catch (reason) {
			// Whatever it is: a till that cannot read what it keeps sells nothing.
			if (!(reason instanceof DOMException)) reportError(reason);
			return { state: 'noStorage' };
		}
	}

	static async #of(db: TillDatabase, device: Device): Promise<Till> {
		const { locks } = navigator;
		const [server, clock, channel] = [new TillServer(api), new Clock(), new BroadcastChannel(CHANNEL)];
		clock.restore(((await db.get('values', 'clockAheadMs')) as number | undefined) ?? 0);
		let till: Till | null = null;
		const journal = new Journal(db, () => {
			channel.postMessage('journal');
			till?.journalChanged();
		});
		const adopted = await adoptOrphans(journal, locks);
		const carts = new Carts(db, locks);
		const holds = new Holds(server, device);
		const wake = () => {
			sender.wake();
			channel.postMessage('wake');
		};
		const isOnline = () => navigator.onLine;
		const counter = new Counter(
			{ device, journal, server, carts, holds, clock, isOnline, wake, sound: playSound },
			await carts.claim(),
		);
		const link = new Link({
			device,
			journal,
			server,
			clock,
			locks,
			onBack: () => {
				void journal.retryAll().then(() => sender.wake());
				counter.askAgain('unasked');
			},
		});
		const tellAdopted = (sales: readonly { receipt: { number: string } }[]) =>
			counter.say({ kind: 'ADOPTED', numbers: sales.map((sale) => sale.receipt.number).join(', ') });
		const voidNews: VoidNews = {
			onVoided: ({ receipt: { number } }) => {
				const { notice } = counter;
				if (notice?.kind === 'VOID_UNCONFIRMED' && notice.number === number)
					counter.say({ kind: 'UNDONE', number }, 'warning');
			},
			onVoidRefused: ({ receipt: { number } }, code) =>
				counter.say({ kind: 'VOID_REFUSED', number, code }, 'refused'),
		};
		const sender = new Sender(journal, server, locks, {
			onRound: (hindrance) => {
				link.isForeign = isOfAnotherOrganization(hindrance);
				if (hindrance && !link.isForeign) link.heard(hindrance);
			},
			...voidNews,
			onAdopted: tellAdopted,
		});
		await link.load();
		till = new Till(device, journal, counter, link, sender, channel);
		if (adopted.length > 0) tellAdopted(adopted);
		return till;
	}

	/** Starts what goes on by itself; answers how to end it. */
	start(): () => void {
		const { signal } = this.#ending;
		this.#channel.addEventListener('message', ({ data }) => {
			if (data === 'wake') this.sender.wake();
			// It sells for another session, or under another name; what is being paid is paid first.
			else if (data === 'device') void this.counter.inTurn(async () => location.reload());
			else this.journalChanged();
		});
		for (const name of ['online', 'offline'] as const) {
			addEventListener(
				name,
				() => {
					this.link.networkChanged();
					this.sender.wake();
				},
				{ signal },
			);
		}
		const renewal = setInterval(() => this.counter.askAgain('held'), RENEWAL_MS);
		signal.addEventListener('abort', () => clearInterval(renewal));
		void this.link.run(signal);
		void this.sender.run(signal);
		// A cart of before the reload: what is held is asked again, since it may have lapsed.
		for (const state of ['held', 'asking', 'unasked'] as const) this.counter.askAgain(state);
		return () => {
			this.#ending.abort();
			this.#channel.close();
			this.counter.desk.carts.leave();
			// What is under way is finished first.
			this.journal.db.close();
		};
	}

	/** Closes for the day, in all tabs of the device. */
	async setClosed(closed: boolean): Promise<void> {
		await this.link.setClosed(closed);
		this.#channel.postMessage('journal');
	}

	journalChanged(): void {
		this.changes++;
		this.counter.forget();
		void this.link.count();
		void this.link.readClosed();
	}
}
