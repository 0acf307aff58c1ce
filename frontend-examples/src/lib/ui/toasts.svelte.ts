/** Short news that nobody must answer. What must be seen is a Banner. */
const SECONDS = 6;
/** More would cover the page. */
const TOASTS_MAX = 3;

export interface Toast {
	id: number;
	text: string;
	tone: 'info' | 'good' | 'warn' | 'bad';
}

class Toasts {
	all = $state.raw<readonly Toast[]>([]);
	#last = 0;

	/** Shows a sentence for a while. */
	show(text: string, tone: Toast['tone'] = 'info'): void {
		const toast = { id: ++this.#last, text, tone };
		this.all = [...this.all, toast].slice(-TOASTS_MAX);
		setTimeout(() => this.dismiss(toast.id), SECONDS * 1000);
	}

	dismiss(id: number): void {
		this.all = this.all.filter((toast) => toast.id !== id);
	}
}

/** The page's own; the layout shows them. */
export const toasts = new Toasts();
