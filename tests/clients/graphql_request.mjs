// graphql-request as it comes.
import { GraphQLClient } from 'graphql-request';

const { url, token, query, variables, mutation, input } = JSON.parse(process.argv[2]);
const client = new GraphQLClient(url, { headers: { authorization: `Bearer ${token}` } });
const first = await client.request(query, variables);
const written = await client.request(mutation, { input });
const refused = await client
  .request('{ nothing }')
  .catch(({ response }) => response.errors.map(({ extensions }) => extensions.code));
console.log(JSON.stringify({ first, written, refused }));
