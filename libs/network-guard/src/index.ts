/** Keeps requests to URLs that customers chose away from our own network: at registration and again at connection. */
export { isPublicAddress } from './public-address.ts';
export { createGuardedLookup, refuseLiteralAddress } from './guarded-lookup.ts';
export { findEndpointFault, type EndpointRules } from './endpoint-fault.ts';
export { endpointSettings } from './settings.ts';
