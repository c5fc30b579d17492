// What the TypeScript client does by itself: ids, pages, retries, signatures. Told a request that the platform signed.
import assert from 'node:assert/strict';
import { ids, newId, nodes, NotVerifiedError, repeatable, retrying, verify } from '../../graphql/clients/typescript/src/index.ts';

const { body, headers, secrets, at } = JSON.parse(process.argv[2]);
const checked = [];

async function check(name, run) {
  await run();
  checked.push(name);
}

await check('an id is of version 7 and of this moment', () => {
  const before = Date.now();
  const made = newId();
  assert.match(made, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const milliseconds = Number.parseInt(made.replaceAll('-', '').slice(0, 12), 16);
  assert.ok(before <= milliseconds && milliseconds <= Date.now());
  assert.equal(new Set(Array.from({ length: 10_000 }, newId)).size, 10_000);
});

await check('a thing keeps its id', async () => {
  const kept = new Map();
  const store = {
    get: (name) => kept.get(name),
    putIfAbsent: (name, id) => (kept.has(name) || kept.set(name, id), kept.get(name)),
  };
  assert.equal(await ids(store)('ticket 1017'), await ids(store)('ticket 1017'));
  assert.notEqual(await ids(store)('ticket 1017'), await ids(store)('ticket 1018'));
});

await check('pages are asked for one after another', async () => {
  const ask = async (after) => {
    const start = Number(after ?? 0);
    const found = [1, 2, 3].map((each) => start + each).filter((each) => each <= 7);
    return { nodes: found, pageInfo: { hasNextPage: found.at(-1) < 7, endCursor: String(found.at(-1)) } };
  };
  assert.deepEqual(await Array.fromAsync(nodes(ask)), [1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual(await Array.fromAsync(nodes(ask, '5')), [6, 7]);
  assert.deepEqual(await Array.fromAsync(nodes(async () => null)), []);
});

const READ = 'query Viewer { viewer { id } }';
const WRITE = 'mutation Do($input: DoInput!) { do(input: $input) { errors { code } } }';

/** What becomes of one request whose attempts end so: how many were sent, and after which waits. */
async function tried(outcomes, query = READ, input = undefined, options = {}) {
  const [sent, slept] = [[], []];
  const send = retrying({
    fetch: async (_, init) => {
      sent.push(init.body);
      const outcome = outcomes[sent.length - 1];
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
    sleep: async (milliseconds) => slept.push(milliseconds),
    chance: () => 1,
    ...options,
  });
  const asked = { method: 'POST', body: JSON.stringify({ query, variables: { input } }) };
  const status = await send('https://casablanca.example.ma/graphql/', asked).then(
    (response) => response.status,
    (error) => error.message,
  );
  assert.equal(new Set(sent).size, 1);
  return { status, sent: sent.length, slept };
}
const answer = (status, headers = {}) => new Response('{}', { status, headers });
const lost = () => new TypeError('fetch failed');

await check('what got lost is asked again, later each time', async () => {
  const input = { saleId: newId() };
  assert.deepEqual(await tried([lost(), answer(503), lost(), answer(200)], WRITE, input), {
    status: 200,
    sent: 4,
    slept: [1000, 2000, 4000],
  });
  assert.equal((await tried(Array.from({ length: 5 }, lost))).status, 'fetch failed');
});

await check('Retry-After is believed', async () => {
  const inSeconds = await tried([answer(429, { 'Retry-After': '17' }), answer(200)]);
  assert.deepEqual(inSeconds.slept, [17_000]);
  const day = new Date(Date.now() + 40_000).toUTCString();
  const [slept] = (await tried([answer(503, { 'Retry-After': day }), answer(200)])).slept;
  assert.ok(slept > 30_000 && slept <= 40_000);
  assert.deepEqual(await tried([answer(429, { 'Retry-After': '3600' })]), { status: 429, sent: 1, slept: [] });
});

await check('what may have been done is sent once', async () => {
  const update = { listingId: 'TGlzdGluZzox', expectedVersion: 3 };
  assert.equal((await tried([lost()], WRITE, update)).sent, 1);
  assert.equal((await tried([answer(503)], WRITE, update)).sent, 1);
  const safe = (input, query = WRITE) => repeatable(JSON.stringify({ query, variables: { input } }));
  assert.ok(safe({ idempotencyKey: newId() }));
  assert.ok(safe({ rows: [{ saleId: newId() }, { saleId: newId() }], errorPolicy: 'IGNORE_FAILED' }));
  assert.ok(!safe({ rows: [{ saleId: newId() }, { saleId: null }] }));
  assert.ok(!safe({ rows: [] }));
  assert.ok(!safe({ idempotencyKey: '' }));
  const two = 'mutation Do($input: I!) { a: do(input: $input) { id } b: do(input: {listingId: "x"}) { id } }';
  assert.ok(!safe({ saleId: newId() }, two));
  for (const nothing of ['', '[]', '{}', 'null', '{"query": "{"}', '{"query": 1}']) assert.ok(!repeatable(nothing));
});

await check('a signature of the platform is believed, lately made, by any of the secrets', async () => {
  assert.equal((await verify(body, headers, secrets, at)).type, 'sale.recorded');
  for (const secret of secrets) assert.ok(await verify(body, headers, [secret], at));
  assert.ok(await verify(new TextEncoder().encode(body), new Headers(headers), secrets, at));
  for (const late of [-300, 300]) assert.ok(await verify(body, headers, secrets, at + late));
});

await check('another is not', async () => {
  const refused = (...given) => assert.rejects(verify(...given), NotVerifiedError);
  const other = `whsec_${btoa('another secret, of 32 bytes.....')}`;
  await refused(`${body} `, headers, secrets, at);
  await refused(body, { ...headers, 'webhook-id': 'msg_2' }, secrets, at);
  await refused(body, headers, [other], at);
  await refused(body, headers, [], at);
  for (const late of [-301, 301]) await refused(body, headers, secrets, at + late);
  for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
    await refused(body, Object.fromEntries(Object.entries(headers).filter(([each]) => each !== name)), secrets, at);
  }
  const versions = { ...headers, 'webhook-signature': headers['webhook-signature'].replaceAll('v1,', 'v2,') };
  await refused(body, versions, secrets, at);
});

console.log(JSON.stringify(checked));
