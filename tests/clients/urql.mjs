// urql 6 as it comes: it sends short queries by GET.
import { Client, fetchExchange } from '@urql/core';

const { url, token, query, variables, mutation, input } = JSON.parse(process.argv[2]);
const requests = [];
const client = new Client({
  url,
  exchanges: [fetchExchange],
  fetchOptions: { headers: { authorization: `Bearer ${token}` } },
  fetch: async (address, init) => {
    requests.push({ method: init.method ?? 'GET' });
    return fetch(address, init);
  },
});
const read = await client.query(query, variables).toPromise();
const written = await client.mutation(mutation, { input }).toPromise();
const refused = await client.query('{ nothing }', {}).toPromise();
console.log(
  JSON.stringify({
    first: read.data,
    problem: read.error?.message ?? null,
    written: written.data,
    refused: refused.error?.graphQLErrors.map(({ extensions }) => extensions.code),
    requests,
  }),
);
