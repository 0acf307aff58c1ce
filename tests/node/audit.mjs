// node audit.mjs URL: the audit suite of graphql-http. Exit 0 if every audit passes.
import { auditServer } from 'graphql-http';

const results = await auditServer({ url: process.argv[2] });
const failed = results.filter((result) => result.status !== 'ok');
for (const { status, id, name, reason } of failed) console.log(`${status} ${id} ${name}: ${reason}`);
console.log(`${results.length - failed.length}/${results.length}`);
process.exitCode = failed.length === 0 && results.length === 61 ? 0 : 1;
