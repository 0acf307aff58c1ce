/** The device's camera: opened, lit, closed, and what stands against it. */

/** Why there is no picture. */
export type CameraProblem = 'INSECURE' | 'UNSUPPORTED' | 'REFUSED' | 'NO_CAMERA' | 'IN_USE' | 'FAULT';

/** A camera that could not be opened. */
export class CameraError extends Error {
	override readonly name = 'CameraError';
	constructor(readonly problem: CameraProblem) {
		super(problem);
	}
}

/** Enough for a bar code at arm's length, and what cheap phones can do. */
const PICTURE: MediaStreamConstraints = {
	audio: false,
	video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } },
};

/** https://w3c.github.io/mediacapture-image; not among TypeScript's own types. */
interface Lamp {
	torch?: boolean;
}

/** A camera that runs until it is closed. */
export class Camera {
	private constructor(readonly stream: MediaStream) {}

	/** Opens the one that looks away from the person. Throws a `CameraError`. */
	static async open(): Promise<Camera> {
		if (!isSecureContext) throw new CameraError('INSECURE');
		// Browsers without it leave it out, whatever its type says.
		const devices = navigator.mediaDevices as MediaDevices | undefined;
		if (!devices?.getUserMedia) throw new CameraError('UNSUPPORTED');
		try {
			return new Camera(await devices.getUserMedia(PICTURE));
		} catch (reason) {
			throw new CameraError(problemOf(reason));
		}
	}

	/** Can it light up what it looks at? */
	get hasTorch(): boolean {
		const capabilities = this.#track?.getCapabilities?.() as Lamp | undefined;
		return capabilities?.torch === true;
	}

	/** Lights up, or puts out; says whether it shines. */
	async light(on: boolean): Promise<boolean> {
		try {
			await this.#track?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
			return on;
		} catch {
			return false;
		}
	}

	/** Calls back when the device takes the camera away: another app, a closed lid. */
	onLost(callback: () => void): void {
		this.#track?.addEventListener('ended', callback, { once: true });
	}

	close(): void {
		for (const track of this.stream.getTracks()) track.stop();
	}

	get #track(): MediaStreamTrack | undefined {
		return this.stream.getVideoTracks()[0];
	}
}

function problemOf(reason: unknown): CameraProblem {
	switch (reason instanceof DOMException ? reason.name : '') {
		case 'NotAllowedError':
		case 'SecurityError':
			return 'REFUSED';
		case 'NotFoundError':
		case 'OverconstrainedError':
			return 'NO_CAMERA';
		case 'NotReadableError':
		case 'AbortError':
			return 'IN_USE';
		default:
			return 'FAULT';
	}
}
