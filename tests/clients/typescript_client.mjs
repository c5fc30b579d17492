// The TypeScript client, as an integration uses it, against the hosts of headquarters and of one market.
import { AnswerError, Client, clientCredentials, newId, nodes, retrying } from '../../graphql/clients/typescript/src/index.ts';
import * as hq from '../../graphql/clients/typescript/src/hq.ts';
import * as market from '../../graphql/clients/typescript/src/market.ts';

const given = JSON.parse(process.argv[2]);
const signIn = clientCredentials({ headquarters: given.hq, id: given.id, secret: given.secret });
const here = new Client({ address: given.hq, signIn });
const there = new Client({ address: given.market, signIn });
const told = {};

told.permissions = {
  hq: (await here.ask(hq.ViewerDocument)).viewer.permissions,
  market: (await there.ask(market.ViewerDocument)).viewer.permissions,
};

const listings = (client, first) =>
  Array.fromAsync(
    nodes((after) => client.ask(market.ListingsDocument, { first, after }).then((data) => data.listings)),
  );
told.listings = (await listings(there, 1)).map(({ id }) => id);
told.same = (await listings(there, 100)).map(({ id }) => id);

const sale = {
  saleId: newId(),
  tillId: given.till,
  lines: [{ listingId: given.listing, quantity: 1 }],
  tenders: [{ kind: 'CASH', receivedMinor: 1000 }],
  occurredAt: new Date(Date.now() - 60_000).toISOString(),
};

// Every other request reaches the server, and its answer is lost.
let sent = 0;
const lossy = retrying({
  fetch: async (...asked) => {
    const response = await fetch(...asked);
    await response.clone().arrayBuffer();
    sent += 1;
    if (sent % 2 === 1) throw new TypeError('the answer was lost');
    return response;
  },
  sleep: async () => {},
});
const till = new Client({ address: given.market, signIn, fetch: lossy });
told.sale = { asked: sale.saleId, ...(await till.ask(market.RecordSaleDocument, { input: sale })).recordSale };
told.sent = sent;
told.onHand = (await listings(there, 100)).find(({ id }) => id === given.listing).onHand;

const tooMany = {
  ...sale,
  saleId: newId(),
  lines: [{ listingId: given.listing, quantity: 1000 }],
  tenders: [{ kind: 'CASH', receivedMinor: 1_000_000 }],
};
told.refusal = (
  await new Client({ address: given.market, signIn, language: 'ar' }).ask(market.RecordSaleDocument, { input: tooMany })
).recordSale.errors[0];

told.codes = await new Client({ address: given.hq, signIn: given.stranger })
  .ask(hq.EventsDocument, {})
  .catch((error) => {
    if (!(error instanceof AnswerError)) throw error;
    return error.errors.map(({ extensions }) => extensions.code);
  });
console.log(JSON.stringify(told));
