/** Names below `localhost` are this machine (RFC 6761), also where its resolver does not know it. For NODE_OPTIONS. */
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';

const { lookup } = dns;
dns.lookup = (name, ...rest) => lookup(name.endsWith('.localhost') ? '127.0.0.1' : name, ...rest);
syncBuiltinESMExports();
