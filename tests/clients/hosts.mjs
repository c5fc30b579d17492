// Loaded before every script: the hosts of the tests are on this machine, whatever it calls them.
import dns from 'node:dns';

const { lookup } = dns;
const ours = (name) => name.endsWith(`.${process.env.DOMAIN}`);

dns.lookup = (name, options, done) => lookup(ours(name) ? '127.0.0.1' : name, options, done);
