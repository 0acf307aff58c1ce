/** Open carts, kept over reloads. A tab holds its cart's lock; what a tab left behind, the next one goes on with. */
import { newCart, type Cart } from './cart.ts';
import type { TillDatabase } from './database.ts';
import { CART_LOCK } from './sender.ts';

export class Carts {
	#release: () => void = () => undefined;

	constructor(
		private readonly db: TillDatabase,
		private readonly locks: LockManager,
	) {}

	/** A cart that nobody has any more, or a new one. One whose payment was begun is no cart: the journal has it. */
	async claim(): Promise<Cart> {
		for (const cart of await this.db.getAll('carts')) {
			if (!(await this.#lock(cart.key))) continue;
			const [stands, begun] = [await this.db.get('carts', cart.key), await this.db.get('sales', cart.key)];
			if (stands && !begun && stands.lines.length > 0) return stands;
			this.#release();
			await this.db.delete('carts', cart.key);
		}
		return this.open(false);
	}

	/** Opens a new cart in place of the one that this tab had. */
	async open(practice: boolean): Promise<Cart> {
		this.#release();
		const cart = newCart(practice);
		await this.#lock(cart.key);
		return cart;
	}

	/** Lets the cart go, for whoever opens the till next. */
	leave(): void {
		this.#release();
	}

	/** Keeps it as it is now. A device without room sells on: what counts is in the journal. */
	async keep(cart: Cart): Promise<void> {
		await this.db.put('carts', cart).catch(() => undefined);
	}

	async drop(key: string): Promise<void> {
		await this.db.delete('carts', key).catch(() => undefined);
	}

	/** Holds the cart's lock until `#release`, or until the tab is gone; false if another tab has it. */
	#lock(key: string): Promise<boolean> {
		return new Promise((answer, fail) => {
			this.locks
				.request(CART_LOCK + key, { ifAvailable: true }, (lock) => {
					answer(lock !== null);
					if (lock === null) return;
					return new Promise<void>((release) => (this.#release = release));
				})
				.catch(fail);
		});
	}
}
