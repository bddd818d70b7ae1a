/**
 * What workflows need of the contracts when they run, and no schema. Every workflow has modules of its own: Temporal evaluates
 * whatever they import again for each one, and keeps it in memory until the workflow leaves the cache.
 */
export {
  cancelUpdate,
  operatorWaitSignal,
  progressQuery,
  renderQueue,
  retryNowUpdate,
  skipDeliveryUpdate,
  taskQueues,
  traceHeader,
} from './activities.ts';
export { searchAttributes } from './search-attributes.ts';
