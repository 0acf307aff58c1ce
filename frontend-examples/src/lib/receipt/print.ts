/** Prints the receipt of the page, and nothing else of it. */

export type PaperFormat = '80mm' | 'a4';

const MM_PER_PIXEL = 25.4 / 96;
/** Of a roll: enough for the knife. */
const ROLL_MARGIN_MM = 4;

let cleanUp: (() => void) | null = null;

/** Prints what `<Receipt>` shows; the newest, if there are several. Throws if there is none. */
export function printReceipt(format: PaperFormat): void {
	const shown = [...document.querySelectorAll('[data-receipt]')].at(-1);
	if (!shown) throw new Error('there is no receipt on this page');
	// A browser that did not say when it was done with the last one.
	cleanUp?.();

	const paper = document.createElement('div');
	paper.className = 'paper';
	paper.dataset['format'] = format;
	paper.append(shown.cloneNode(true));
	document.body.append(paper);
	const sheet = new CSSStyleSheet();
	sheet.replaceSync(pageRule(format, paper));
	document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
	document.documentElement.dataset['printing'] = format;

	cleanUp = () => {
		cleanUp = null;
		removeEventListener('afterprint', done);
		paper.remove();
		document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
		delete document.documentElement.dataset['printing'];
	};
	const done = () => cleanUp?.();
	addEventListener('afterprint', done);
	print();
}

/** A rule of its own and no attribute: the page's policy lets no inline style through. */
function pageRule(format: PaperFormat, paper: HTMLElement): string {
	if (format === 'a4') return '@page { size: A4 portrait; margin: 20mm; }';
	const height = Math.ceil(paper.getBoundingClientRect().height * MM_PER_PIXEL) + 2 * ROLL_MARGIN_MM;
	return `@page { size: 80mm ${height}mm; margin: ${ROLL_MARGIN_MM}mm; }`;
}
