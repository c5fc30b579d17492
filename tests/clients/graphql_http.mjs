// Every audit of the specification GraphQL over HTTP, by its reference implementation, against one address.
import { serverAudits } from 'graphql-http';

const [url] = process.argv.slice(2);
const found = [];
for (const audit of serverAudits({ url })) {
  const { status, reason = '' } = await audit.fn();
  found.push({ id: audit.id, name: audit.name, status, reason });
}
console.log(JSON.stringify(found));
