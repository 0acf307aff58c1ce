import { catalogue } from '$lib/i18n/catalogue';

/** What is wrong with a file to import, and what to do about it. The command-line import says the same. */
export const faultMessages = catalogue({
	// The file.
	UNREADABLE: {
		en: 'The file cannot be read. Close it in other programs and choose it again.',
		de: 'Die Datei lässt sich nicht lesen. Schließen Sie sie in anderen Programmen und wählen Sie sie noch einmal.',
	},
	TOO_LARGE: {
		en: 'The file is larger than {megabytes} MB. Split it, or use the command “hangtag import”.',
		de: 'Die Datei ist größer als {megabytes} MB. Teilen Sie sie, oder nehmen Sie den Befehl „hangtag import“.',
	},
	TOO_MANY_ROWS: {
		en: 'The file has more than {rows} rows. Split it, or use the command “hangtag import”.',
		de: 'Die Datei hat mehr als {rows} Zeilen. Teilen Sie sie, oder nehmen Sie den Befehl „hangtag import“.',
	},
	NO_HEADER: {
		en: 'The file is empty. Download the template to see how it begins.',
		de: 'Die Datei ist leer. Die Vorlage zeigt, wie sie beginnen muss.',
	},
	ONLY_HEADER: {
		en: 'The file has a header and no rows below it, so there is nothing to import.',
		de: 'Die Datei hat nur eine Kopfzeile; darunter steht nichts zum Importieren.',
	},
	WORKBOOK: {
		en: 'This is a workbook and no CSV. Open it in your spreadsheet program and save the sheet as “CSV UTF-8”.',
		de: 'Das ist eine Arbeitsmappe und keine CSV-Datei. Öffnen Sie sie in der Tabellenkalkulation und speichern Sie das Blatt als „CSV UTF-8“.',
	},
	UTF16: {
		en: 'The file is UTF-16. Save it as “CSV UTF-8”.',
		de: 'Die Datei ist UTF-16. Speichern Sie sie als „CSV UTF-8“.',
	},
	NOT_UTF8: {
		en: 'Row {row}, column {column}: a character that is not UTF-8, in a file that is UTF-8 otherwise. Retype it and save as “CSV UTF-8”.',
		de: 'Zeile {row}, Spalte {column}: ein Zeichen, das kein UTF-8 ist, in einer sonst in UTF-8 geschriebenen Datei. Tippen Sie es neu und speichern Sie als „CSV UTF-8“.',
	},
	NUL: {
		en: 'Row {row}, column {column}: a NUL byte, which no text has. Save the table as “CSV UTF-8”.',
		de: 'Zeile {row}, Spalte {column}: ein NUL-Byte, das in keinen Text gehört. Speichern Sie die Tabelle als „CSV UTF-8“.',
	},
	OPEN_QUOTE: {
		en: 'Row {row}, column {column}: the quote that opens here never ends. Close it, or double it if it is part of the text.',
		de: 'Zeile {row}, Spalte {column}: das Anführungszeichen, das hier beginnt, endet nicht. Schließen Sie es, oder verdoppeln Sie es, wenn es zum Text gehört.',
	},
	AFTER_QUOTE: {
		en: 'Row {row}: something follows the quote that ends a cell. Double a quote that is part of the text.',
		de: 'Zeile {row}: nach dem Anführungszeichen am Ende einer Zelle folgt noch etwas. Verdoppeln Sie Anführungszeichen, die zum Text gehören.',
	},
	// The header.
	UNKNOWN_COLUMN: {
		en: 'Row 1, column {column}: the template has no column “{name}”; it has {known}. Rename or remove the column.',
		de: 'Zeile 1, Spalte {column}: die Vorlage hat keine Spalte „{name}“, sondern {known}. Benennen Sie die Spalte um oder entfernen Sie sie.',
	},
	MISSING_COLUMN: {
		en: 'Row 1: the column “{name}” is missing. The template has the whole header.',
		de: 'Zeile 1: die Spalte „{name}“ fehlt. Die Vorlage hat die ganze Kopfzeile.',
	},
	COLUMN_TWICE: {
		en: 'Row 1: two columns are called “{name}”. Remove one.',
		de: 'Zeile 1: zwei Spalten heißen „{name}“. Entfernen Sie eine.',
	},
	SHOPIFY: {
		en: 'This is Shopify’s product CSV. Import it with the command “hangtag import items --vendors”, which needs to know who each vendor is.',
		de: 'Das ist Shopifys Produkt-CSV. Importieren Sie sie mit dem Befehl „hangtag import items --vendors“, der wissen muss, wer die Anbieter sind.',
	},
	// A row.
	TOO_MANY_CELLS: {
		en: 'The row has {count} cells, but the header has {columns}. Put a text with the delimiter in it in quotes.',
		de: 'Die Zeile hat {count} Zellen, die Kopfzeile aber {columns}. Setzen Sie Texte, in denen das Trennzeichen vorkommt, in Anführungszeichen.',
	},
	TOO_FEW_CELLS: {
		en: 'The row has {count} cells, but the header has {columns}. Fill it up with empty cells.',
		de: 'Die Zeile hat {count} Zellen, die Kopfzeile aber {columns}. Füllen Sie sie mit leeren Zellen auf.',
	},
	EMPTY: { en: 'Something must stand here.', de: 'Hier muss etwas stehen.' },
	TOO_LONG: {
		en: 'The text has more than {most} characters. Shorten it.',
		de: 'Der Text hat mehr als {most} Zeichen. Kürzen Sie ihn.',
	},
	CONTROL: {
		en: 'The text has a line break or another control character. Remove it.',
		de: 'Der Text enthält einen Zeilenumbruch oder ein anderes Steuerzeichen. Entfernen Sie es.',
	},
	NO_CONSIGNOR_NUMBER: {
		en: 'This is no consignor’s number: those are 1 to 99999.',
		de: 'Das ist keine Verkäufernummer: diese gehen von 1 bis 99999.',
	},
	UNKNOWN_CONSIGNOR: {
		en: 'Nobody has this consignor number yet. Register the consignor first, or correct the number.',
		de: 'Diese Verkäufernummer hat noch niemand. Nehmen Sie den Verkäufer zuerst auf, oder berichtigen Sie die Nummer.',
	},
	NEITHER_YES_NOR_NO: { en: 'Write yes or no.', de: 'Schreiben Sie yes oder no.' },
	PRICE_EMPTY: {
		en: 'The price is missing. Write an amount such as 12.50.',
		de: 'Der Preis fehlt. Schreiben Sie einen Betrag wie 12,50.',
	},
	PRICE_MALFORMED: {
		en: 'This is no amount. Write it like 12.50.',
		de: 'Das ist kein Betrag. Schreiben Sie ihn wie 12,50.',
	},
	PRICE_NEGATIVE: {
		en: 'A price is more than 0.00, and this is less.',
		de: 'Ein Preis ist mehr als 0,00, und das ist weniger.',
	},
	PRICE_NOTHING: { en: 'A price is more than 0.00.', de: 'Ein Preis ist mehr als 0,00.' },
	PRICE_TOO_MUCH: { en: 'A price is at most {most}.', de: 'Ein Preis ist höchstens {most}.' },
	PRICE_THIRD_DECIMAL: {
		en: 'The price has more than two decimals. Write it like 12.50.',
		de: 'Der Preis hat mehr als zwei Nachkommastellen. Schreiben Sie ihn wie 12,50.',
	},
	PRICE_TWO_WAYS: {
		en: 'This can be read in two ways. Write {whole}.00 if it is that much, else two decimals.',
		de: 'Das lässt sich auf zwei Arten lesen. Schreiben Sie {whole},00, wenn es so viel ist, sonst zwei Nachkommastellen.',
	},
	PRICE_CURRENCY: {
		en: 'The price is in {found}, but the event counts in {event}. Write the amount alone.',
		de: 'Der Preis ist in {found}, die Veranstaltung rechnet aber in {event}. Schreiben Sie nur den Betrag.',
	},
	NAMED_TWICE: {
		en: 'Row {other} has the same name and says something else. Give this row another one.',
		de: 'Zeile {other} hat denselben Namen und sagt etwas anderes. Geben Sie dieser Zeile einen anderen.',
	},
	NUMBER_TAKEN: {
		en: 'The number belongs to “{name}”. Correct the name, or leave the number out for the next free one.',
		de: 'Die Nummer gehört „{name}“. Berichtigen Sie den Namen, oder lassen Sie die Nummer weg, dann gilt die nächste freie.',
	},
	IMPORTED_OTHERWISE: {
		en: 'This row was imported before with another name or number; what stands was not changed.',
		de: 'Diese Zeile wurde schon mit anderem Namen oder anderer Nummer importiert; was dasteht, blieb unverändert.',
	},
	CONSIGNOR_FULL: {
		en: 'This consignor has no item number left: 9,999 were given.',
		de: 'Für diesen Verkäufer ist keine Artikelnummer mehr frei: 9.999 sind vergeben.',
	},
	REFUSED: {
		en: 'The server refused it: {message}',
		de: 'Der Server hat sie abgelehnt: {message}',
	},
});
