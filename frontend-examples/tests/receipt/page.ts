/** A page with nothing but a receipt, for tests of what is printed. */
import { mount } from 'svelte';
import type { Locale } from '$lib/i18n';
import { printReceipt, type PaperFormat, type Receipt } from '$lib/receipt';
import Sheet from './Sheet.svelte';

declare global {
	interface Window {
		show: (receipt: Receipt, locale: Locale) => void;
		printReceipt: (format: PaperFormat) => void;
	}
}

window.show = (receipt, locale) => void mount(Sheet, { target: document.body, props: { receipt, locale } });
window.printReceipt = printReceipt;
