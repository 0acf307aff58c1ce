import { catalogue } from '$lib/i18n/catalogue';

/** Importing a file in the browser. */
export const importMessages = catalogue({
	itemsLead: {
		en: 'One row is one item. A row is known by its “ref” and consignor and is taken in once: the same file again changes nothing.',
		de: 'Eine Zeile ist ein Artikel. An „ref“ und Verkäufer wird sie wiedererkannt und nur einmal aufgenommen: dieselbe Datei noch einmal ändert nichts.',
	},
	itemsColumns: {
		en: 'Needed are consignor, title, category and price; ref, size, discountable (yes) and donate (no) may be left out.',
		de: 'Nötig sind consignor, title, category und price; ref, size, discountable (yes) und donate (no) dürfen fehlen.',
	},
	consignorsLead: {
		en: 'One row is one consignor. Needed is the name; without a number the next free one is given. The same file again changes nothing.',
		de: 'Eine Zeile ist ein Verkäufer. Nötig ist name; ohne number gilt die nächste freie Nummer. Dieselbe Datei noch einmal ändert nichts.',
	},
	template: { en: 'Download the template', de: 'Vorlage herunterladen' },
	choose: { en: 'Choose a CSV file', de: 'CSV-Datei wählen' },
	another: { en: 'Choose another file', de: 'Andere Datei wählen' },
	drop: {
		en: 'or drop it here. Commas, semicolons or tabs, UTF-8 or Windows-1252 are found out. Nothing is changed yet.',
		de: 'oder hier ablegen. Komma, Semikolon oder Tab, UTF-8 oder Windows-1252 werden erkannt. Noch wird nichts geändert.',
	},
	checking: { en: 'Looking through the file …', de: 'Sehe die Datei durch …' },
	comparing: {
		en: 'Comparing with what is there: {done} items so far …',
		de: 'Vergleiche mit dem, was da ist: bisher {done} Artikel …',
	},
	sending: { en: 'Importing: {done} of {of} rows …', de: 'Importiere: {done} von {of} Zeilen …' },
	progress: { en: 'Progress of the import', de: 'Fortschritt des Imports' },
	stop: { en: 'Stop', de: 'Anhalten' },
	stopped: {
		en: 'Stopped. What is in stays in; go on whenever you like.',
		de: 'Angehalten. Was drin ist, bleibt drin; machen Sie weiter, wann Sie wollen.',
	},
	resume: { en: 'Go on', de: 'Weiter' },
	fileIs: { en: '{name}: {encoding}, {delimiter}', de: '{name}: {encoding}, {delimiter}' },
	rows: { en: { one: '1 row', other: '{count} rows' }, de: { one: '1 Zeile', other: '{count} Zeilen' } },
	comma: { en: 'commas', de: 'Kommas' },
	semicolon: { en: 'semicolons', de: 'Semikolons' },
	tab: { en: 'tabs', de: 'Tabs' },
	checkTitle: { en: 'What the import would do', de: 'Was der Import täte' },
	doneTitle: { en: 'What the import did', de: 'Was der Import getan hat' },
	wouldAccept: { en: 'Would be accepted', de: 'Würden aufgenommen' },
	accepted: { en: 'Accepted', de: 'Aufgenommen' },
	duplicate: { en: 'Duplicate', de: 'Schon da' },
	failed: { en: 'Failed', de: 'Fehlerhaft' },
	differing: {
		en: {
			one: '1 of the duplicates stands with other values: an import adds and never changes.',
			other: '{count} of the duplicates stand with other values: an import adds and never changes.',
		},
		de: {
			one: '1 davon steht mit anderen Werten da: ein Import ergänzt und ändert nie.',
			other: '{count} davon stehen mit anderen Werten da: ein Import ergänzt und ändert nie.',
		},
	},
	unnamed: {
		en: 'Rows without a “ref” are known by this very file: in a changed file they would come in again. Give them one if you will import more.',
		de: 'Zeilen ohne „ref“ werden nur in genau dieser Datei wiedererkannt: in einer geänderten kämen sie noch einmal herein. Geben Sie ihnen eine, wenn noch etwas nachkommt.',
	},
	mendFirst: {
		en: 'Rows are wrong, and others have no “ref”. Mend the file first: if the good rows were imported now, they would come in again with the mended file.',
		de: 'Es gibt fehlerhafte Zeilen, und andere haben keine „ref“. Berichtigen Sie zuerst die Datei: würden die guten Zeilen jetzt importiert, kämen sie mit der berichtigten noch einmal.',
	},
	mend: {
		en: 'Mend these rows and choose the file again. The good rows can be imported now; they are then duplicates.',
		de: 'Berichtigen Sie diese Zeilen und wählen Sie die Datei noch einmal. Die guten können schon importiert werden; sie sind dann „schon da“.',
	},
	nothingNew: { en: 'There is nothing new to import.', de: 'Es gibt nichts Neues zu importieren.' },
	errors: { en: 'Wrong rows', de: 'Fehlerhafte Zeilen' },
	row: { en: 'Row', de: 'Zeile' },
	column: { en: 'Column', de: 'Spalte' },
	value: { en: 'Value', de: 'Wert' },
	why: { en: 'What to do', de: 'Was zu tun ist' },
	moreErrors: {
		en: { one: 'and 1 more', other: 'and {count} more' },
		de: { one: 'und 1 weiterer', other: 'und {count} weitere' },
	},
	importNow: {
		en: { one: 'Import 1 row', other: 'Import {count} rows' },
		de: { one: '1 Zeile importieren', other: '{count} Zeilen importieren' },
	},
	noAnswer: {
		en: 'The server did not answer for a minute. What it has taken in stays; go on when it is back, nothing comes in twice.',
		de: 'Der Server hat eine Minute lang nicht geantwortet. Was er hat, bleibt; machen Sie weiter, sobald er wieder da ist, nichts kommt doppelt.',
	},
	noLoad: {
		en: 'The import could not be loaded. Check the network and choose the file again.',
		de: 'Der Import ließ sich nicht laden. Prüfen Sie das Netz und wählen Sie die Datei noch einmal.',
	},
});
