// node subscribe.mjs URL TOKEN DOCUMENT [VARIABLES]: prints each result as a line of JSON until the stream ends, and
// reconnects when its socket is closed. TOKEN may be '' and VARIABLES are JSON. Where VARIABLES have `after`, it follows
// the sequence of the last event, so that a reconnect misses nothing.
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const [url, token, query, json = '{}'] = process.argv.slice(2);
const variables = JSON.parse(json);
const note = (event, rest = {}) => console.error(JSON.stringify({ event, ...rest }));
const client = createClient({
  url: url.replace(/^http/, 'ws'),
  webSocketImpl: WebSocket,
  connectionParams: token ? { authorization: `Bearer ${token}` } : undefined,
  retryAttempts: 100,
  retryWait: (attempt) => new Promise((resolve) => setTimeout(resolve, Math.min(50 * 2 ** attempt, 1000))),
  on: { connected: () => note('connected'), closed: ({ code, reason }) => note('closed', { code, reason }) },
});

const sequence = (data) => Object.values(data ?? {})[0]?.sequence;
await new Promise((resolve) => {
  // graphql-ws sends the payload anew for each connection: a getter keeps `after` at the last event seen.
  const payload = { query, get variables() { return variables; } };
  client.subscribe(payload, {
    next(result) {
      if ('after' in variables && sequence(result.data) !== undefined) variables.after = sequence(result.data);
      console.log(JSON.stringify(result));
    },
    error(errors) {
      console.log(JSON.stringify({ errors: Array.isArray(errors) ? errors : [{ message: String(errors?.reason ?? errors) }] }));
      process.exitCode = 1;
      resolve();
    },
    complete: resolve,
  });
});
await client.dispose();
