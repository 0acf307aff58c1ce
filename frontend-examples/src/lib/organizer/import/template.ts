/** Tables to fill in, the same that `hangtag import items --template` and `… consignors --template` print. */
export const TEMPLATES = {
	items: [
		'ref,consignor,title,category,size,price,discountable,donate',
		'A-1,417,Rain coat,clothing,4T,6.50,yes,no',
		'A-2,417,Wooden train,toys,,12.00,yes,yes',
	],
	consignors: ['ref,number,name', ',417,Ada Example', 'new-1,,Ben Example'],
} as const;

/** The template as a file; the mark tells spreadsheets that it is UTF-8. */
export function templateFile(kind: keyof typeof TEMPLATES): Blob {
	return new Blob([`\ufeff${TEMPLATES[kind].map((line) => `${line}\r\n`).join('')}`], {
		type: 'text/csv;charset=utf-8',
	});
}
