export { default as ReceiptSheet } from './Receipt.svelte';
export { printReceipt, type PaperFormat } from './print.ts';
export { addsUp, type Receipt, type ReceiptLine, type ReceiptTender } from './receipt.ts';
