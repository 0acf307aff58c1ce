import { catalogue } from '$lib/i18n/catalogue';

/** The form of a new event. */
export const eventFormMessages = catalogue({
	create: { en: 'Create the event', de: 'Veranstaltung anlegen' },
	lead: {
		en: 'An event is one season’s sale: its items, its rules, its money. Rules cannot be changed afterwards, since consignors rely on them.',
		de: 'Eine Veranstaltung ist der Verkauf einer Saison: ihre Artikel, ihre Regeln, ihr Geld. Die Regeln ändern sich danach nicht mehr, denn die Verkäufer verlassen sich darauf.',
	},
	copied: {
		en: 'Everything but the dates is taken from “{name}”. Give it its own name and dates.',
		de: 'Alles außer dem Termin stammt von „{name}“. Geben Sie der neuen Veranstaltung ihren Namen und ihren Termin.',
	},
	name: { en: 'Name', de: 'Name' },
	nameHint: { en: 'For example Spring 2027', de: 'Zum Beispiel Frühjahr 2027' },
	zoneHint: {
		en: 'Its IANA name, such as Europe/Berlin. The times above are of this zone.',
		de: 'Mit IANA-Namen, etwa Europe/Berlin. In ihr gelten die Zeiten darüber.',
	},
	when: { en: 'When and where', de: 'Wann und wo' },
	money: { en: 'What consignors get', de: 'Was die Verkäufer bekommen' },
	percentHint: { en: 'Percent of what is sold', de: 'Prozent vom Verkauften' },
	superHint: {
		en: 'Percent, for those who worked far more',
		de: 'Prozent, für alle, die weit mehr geholfen haben',
	},
	volunteerHint: {
		en: 'Percent, for those who worked a volunteer’s hours',
		de: 'Prozent, für geleistete Helferstunden',
	},
	maxHint: {
		en: 'No share is above it, whatever is added',
		de: 'Kein Anteil liegt darüber, was auch dazukommt',
	},
	created: { en: '“{name}” is created.', de: '„{name}“ ist angelegt.' },
	mend: {
		en: { one: 'One field needs another look.', other: '{count} fields need another look.' },
		de: { one: 'Ein Feld stimmt noch nicht.', other: '{count} Felder stimmen noch nicht.' },
	},
	nameMissing: { en: 'Give the event a name.', de: 'Geben Sie der Veranstaltung einen Namen.' },
	nameTooLong: { en: 'Use at most 200 characters.', de: 'Höchstens 200 Zeichen, bitte.' },
	nameWrong: {
		en: 'The server does not take this name: 1 to 200 characters on one line.',
		de: 'Der Server nimmt diesen Namen nicht: 1 bis 200 Zeichen in einer Zeile.',
	},
	timeZoneWrong: {
		en: 'There is no such time zone. Choose one from the list, such as Europe/Berlin.',
		de: 'Diese Zeitzone gibt es nicht. Wählen Sie eine aus der Liste, etwa Europe/Berlin.',
	},
	timeMissing: { en: 'Enter a date and a time.', de: 'Geben Sie Datum und Uhrzeit ein.' },
	timeWrong: {
		en: 'This time does not exist in that zone: clocks skip it. Choose another one.',
		de: 'Diese Uhrzeit gibt es in der Zeitzone nicht: die Uhren überspringen sie. Wählen Sie eine andere.',
	},
	endsBeforeStart: {
		en: 'The end must be after the beginning.',
		de: 'Das Ende muss nach dem Beginn liegen.',
	},
	percentWrong: {
		en: 'Enter a percentage from 0 to 100, such as 65 or 62.5.',
		de: 'Geben Sie Prozent von 0 bis 100 ein, etwa 65 oder 62,5.',
	},
	maxBelowBase: {
		en: 'This is less than the share itself. Raise it, or lower the share.',
		de: 'Das ist weniger als der Anteil selbst. Erhöhen Sie es, oder senken Sie den Anteil.',
	},
	ratesWrong: {
		en: 'The server does not take these shares. Each is 0 to 100 percent, and the share is not above its maximum.',
		de: 'Der Server nimmt diese Anteile nicht. Jeder liegt zwischen 0 und 100 Prozent, und der Anteil nicht über seinem Höchstwert.',
	},
});
