/** The counter: the cart that is open in this tab, and what a scan does to it. */
import { minor } from '$lib/money';
import { readCartCode } from '$lib/scan/cart-code';
import type { Sound } from '$lib/scan/sounds';
import { readable, readTag } from '$lib/scan/tag';
import {
	changed,
	fromPack,
	fromScan,
	lineOfTag,
	LINES_MAX,
	totalOf,
	withLine,
	withoutLine,
	type Cart,
	type CartLine,
	type NewLine,
} from './cart.ts';
import type { Carts } from './carts.ts';
import type { Clock } from './clock.ts';
import type { Device } from './device.ts';
import type { HoldAnswer, Holds } from './holds.ts';
import type { Journal, JournalSale } from './journal.ts';
import type { Notice } from './notice.ts';
import type { PackItem } from './pack.ts';
import type { Objection } from './objection.ts';
import { takeCart } from './parking.ts';
import type { HeldItem, TillServer } from './server.ts';
import type { Receipt } from '$lib/receipt/receipt';

/** What a counter works with. */
export interface Desk {
	device: Device;
	journal: Journal;
	server: TillServer;
	carts: Carts;
	holds: Holds;
	clock: Clock;
	/** False if the device itself says that it has no network. */
	isOnline: () => boolean;
	/** Something waits to be sent. */
	wake: () => void;
	sound: (sound: Sound) => void;
}

/** The sale that was finished last, until the next scan. Without `sale` it was practice. */
export interface Finished {
	receipt: Receipt;
	sale: JournalSale | null;
}

/** What the device knows of a tag: its item of the pack, and a sale of this till that has it. */
interface Known {
	item: PackItem | undefined;
	sold: JournalSale | null;
}

/** A scanner ends with Enter a few milliseconds after the last sign; who types by hand is looked up anew. */
const EXPECTED_MS_MAX = 500;

export class Counter {
	cart: Cart = $state.raw() as Cart;
	notice = $state.raw<Notice | null>(null);
	finished = $state.raw<Finished | null>(null);
	/** The server is being asked; a shopper waits. */
	paying = $state(false);
	/** A line to look at, since it was scanned again. */
	pointedAt = $state<number | null>(null);
	readonly total = $derived(totalOf(this.cart));
	#work: Promise<unknown> = Promise.resolve();
	#expected: { tag: string; since: number; known: Promise<Known> } | null = null;

	constructor(
		readonly desk: Desk,
		cart: Cart,
	) {
		this.cart = cart;
	}

	/** One thing after the other, as fast as a scanner may be; a fault in one does not stop the next. */
	inTurn<T>(work: () => Promise<T>): Promise<T> {
		const done = this.#work.then(work);
		this.#work = done
			.catch(() => undefined)
			// It may have sold what was looked up before it.
			.then(() => this.forget());
		return done;
	}

	/** The journal has changed, here or in another tab: what was looked up ahead may be sold. */
	forget(): void {
		this.#expected = null;
	}

	/** What is in the field so far: if it is a tag already, the device looks it up before the scanner ends. */
	expect(raw: string): void {
		const reading = readTag(raw);
		if ('problem' in reading) return;
		const { tag } = reading;
		const known = this.#look(tag);
		known.catch(() => undefined);
		this.#expected = { tag, since: performance.now(), known };
	}

	/** What a scanner delivers, or a person types. */
	scan(raw: string): Promise<void> {
		return this.inTurn(() => this.#scan(raw));
	}

	change(cart: Cart): void {
		this.cart = cart;
		void this.desk.carts.keep(cart);
	}

	say(notice: Notice, sound?: Sound): void {
		this.notice = notice;
		if (sound) this.desk.sound(sound);
	}

	/** Takes a line out, and lets others have its item. */
	remove(line: CartLine): void {
		this.notice = null;
		this.change(withoutLine(this.cart, line.id));
		if (line.tag && !this.cart.practice && line.hold !== 'none')
			void this.desk.holds.release(this.cart.name, line.tag);
	}

	/** Asks for a line's item again: what was in the way may be gone. */
	async ask(line: CartLine): Promise<void> {
		if (!line.tag || line.unknown || this.cart.practice) return;
		const { key, name } = this.cart;
		this.change(changed(this.cart, line.id, { hold: 'asking' }));
		const answer = await this.desk.holds.hold(name, line.tag);
		// Paid or parked meanwhile: what came late concerns nobody.
		if (this.cart.key === key) this.#apply(line.id, answer);
	}

	/** Asks again for whatever could not be asked, and renews what is held before it lapses. */
	askAgain(which: CartLine['hold']): void {
		for (const line of this.cart.lines) if (line.hold === which) void this.ask(line);
	}

	/** Sells a line as a thing without a readable tag: a person will find out whose it is. */
	sellAsUnknown(line: CartLine, description: string, price: bigint): void {
		this.notice = null;
		// A good tag that the server was not asked for is sent as it is: it may be newer than the pack.
		if (line.tag && line.hold === 'unasked' && line.objection?.kind === 'UNKNOWN_TAG')
			return this.change(changed(this.cart, line.id, { title: description, price, objection: null }));
		const consignorNumber = line.tag ? Number(line.tag.slice(0, 5)) : null;
		const unknown = { description, consignorNumber };
		this.change(changed(this.cart, line.id, { unknown, price, objection: null, hold: 'none' }));
	}

	/** The shopper was told, and takes it. */
	acceptPrice(line: CartLine): void {
		if (line.objection?.kind === 'PRICE_CHANGED')
			this.change(changed(this.cart, line.id, { objection: null }));
	}

	/** A thing without a tag, or with one that cannot be read. */
	addUnknown(raw: string, description: string, price: bigint): void {
		if (this.cart.lines.length >= LINES_MAX) return this.say({ kind: 'CART_FULL' }, 'refused');
		this.notice = null;
		this.finished = null;
		const unknown = { description, consignorNumber: null };
		this.change(withLine(this.cart, { ...fromScan(null, raw), unknown, price }));
		this.desk.sound('added');
	}

	/** Lines that the server holds for this cart already. What is beyond a sale's length is let go; answers how many. */
	addHeld(items: readonly HeldItem[]): number {
		let cart = this.cart;
		let left = 0;
		for (const item of items) {
			const known = lineOfTag(cart, item.tag);
			if (known) cart = changed(cart, known.id, { hold: 'held', objection: null });
			else if (cart.lines.length < LINES_MAX) cart = withLine(cart, { ...this.#ofItem(item), hold: 'held' });
			else {
				left++;
				void this.desk.holds.release(cart.name, item.tag);
			}
		}
		this.change(cart);
		return left;
	}

	async #scan(raw: string): Promise<void> {
		const reading = readTag(raw);
		if ('problem' in reading && reading.problem === 'EMPTY') return;
		this.pointedAt = null;
		if ('problem' in reading) {
			const code = readCartCode(raw);
			if (code) return takeCart(this, { cart: code });
			if (reading.problem === 'TOO_LONG') return this.say({ kind: 'TOO_LONG' }, 'refused');
			return this.say({ kind: 'NOT_A_TAG', raw: readable(raw) }, 'refused');
		}
		const twice = lineOfTag(this.cart, reading.tag);
		if (twice) {
			this.pointedAt = twice.id;
			return this.say({ kind: 'TWICE', title: twice.title, tag: reading.tag }, 'warning');
		}
		if (this.cart.lines.length >= LINES_MAX) return this.say({ kind: 'CART_FULL' }, 'refused');
		const isFirst = this.cart.lines.length === 0;
		this.notice = null;
		this.finished = null;
		await this.#add(reading.tag, readable(raw), isFirst);
	}

	async #add(tag: string, raw: string, isFirst: boolean): Promise<void> {
		const { device } = this.desk;
		const expected = this.#expected;
		const isFresh = expected?.tag === tag && performance.now() - expected.since < EXPECTED_MS_MAX;
		const { item, sold } = await (isFresh ? expected.known.catch(() => this.#look(tag)) : this.#look(tag));
		const line: NewLine = item
			? fromPack(item, raw, minor(item.price, device.currency))
			: { ...fromScan(tag, raw), hold: 'asking' };
		let objection: Objection | null = null;
		if (sold) objection = { kind: 'SOLD', at: sold.soldAt, till: device.till, channel: 'POS' };
		else if (item?.status === 'SOLD' && !this.cart.practice)
			objection = { kind: 'SOLD', at: null, till: null, channel: null };
		else if (!item && this.cart.practice) objection = { kind: 'UNKNOWN_TAG' };
		this.change(withLine(this.cart, { ...line, objection }));
		this.desk.sound(objection ? 'refused' : 'added');
		const added = this.cart.lines[0];
		// While the server does not know of the sale, it would call the thing free.
		if (!added || this.cart.practice || (sold && sold.state !== 'recorded')) return;
		void this.ask(added).then(() => this.#takeParked(added.id, isFirst));
	}

	async #look(tag: string): Promise<Known> {
		const { journal } = this.desk;
		const [item, sold] = await Promise.all([
			journal.db.get('pack', tag),
			this.cart.practice ? null : journal.soldHere(tag),
		]);
		return { item, sold };
	}

	/** The first thing of a basket that was parked: the rest of it belongs here too. */
	async #takeParked(id: number, isFirst: boolean): Promise<void> {
		const line = this.cart.lines.find((other) => other.id === id);
		if (!isFirst || line?.objection?.kind !== 'PARKED' || !line.tag || this.cart.lines.length > 1) return;
		const { tag } = line;
		await this.inTurn(() => takeCart(this, { tag }));
	}

	#apply(id: number, answer: HoldAnswer): void {
		const line = this.cart.lines.find((other) => other.id === id);
		if (!line || line.unknown) return;
		if ('held' in answer) {
			const { title, size, price } = this.#ofItem(answer.held);
			const objection = priceObjection(line, price);
			if (objection && objection !== line.objection) this.desk.sound('refused');
			return this.change(changed(this.cart, id, { title, size, price, hold: 'held', objection }));
		}
		if ('unasked' in answer) {
			const objection = line.price === null ? ({ kind: 'UNKNOWN_TAG' } as const) : line.objection;
			this.change(changed(this.cart, id, { hold: 'unasked', objection }));
			if (objection && !line.objection) this.desk.sound('refused');
			return;
		}
		this.change(changed(this.cart, id, { hold: 'none', objection: answer.objection }));
		this.desk.sound('refused');
	}

	#ofItem(item: HeldItem): NewLine {
		const price = minor(item.price, this.desk.device.currency);
		return fromPack({ ...item, status: null }, item.tag, price);
	}
}

/** Another price than the cashier has seen, until she accepts it: renewing the hold is no consent. */
function priceObjection({ price, objection }: CartLine, now: bigint | null): Objection | null {
	if (objection?.kind === 'PRICE_CHANGED' && price === now) return objection;
	if (price === null || price === now) return null;
	return { kind: 'PRICE_CHANGED', was: price };
}
