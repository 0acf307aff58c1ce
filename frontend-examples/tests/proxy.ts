/** A cable that a test can pull: everything between the app and the server goes through it. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export class Cable {
	readonly #server: Server;
	readonly #sockets = new Set<Socket>();
	#pulled = false;

	private constructor(target: URL) {
		this.#server = createServer((socket) => {
			if (this.#pulled) return void socket.destroy();
			const behind = connect({ host: target.hostname, port: Number(target.port) });
			for (const [one, other] of [
				[socket, behind],
				[behind, socket],
			] as const) {
				this.#sockets.add(one);
				one.on('error', () => other.destroy());
				one.on('close', () => {
					this.#sockets.delete(one);
					other.destroy();
				});
				one.pipe(other);
			}
		});
	}

	/** A cable to an address such as `http://127.0.0.1:8080`. */
	static async to(address: string): Promise<Cable> {
		const cable = new Cable(new URL(address));
		await new Promise<void>((done) => cable.#server.listen(0, '127.0.0.1', done));
		return cable;
	}

	/** Its end on this side. */
	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	/** Ends every connection, and takes none. */
	pull(): void {
		this.#pulled = true;
		for (const socket of this.#sockets) socket.destroy();
	}

	plug(): void {
		this.#pulled = false;
	}

	async close(): Promise<void> {
		this.pull();
		await new Promise((done) => this.#server.close(done));
	}
}
