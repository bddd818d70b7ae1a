import { searchAttributeTypes } from '@reports/contracts';
import proto from '@temporalio/proto';
import type { Client } from '@temporalio/client';

// The package is CommonJS of a kind whose names Node cannot see: only its default export can be imported.
const types = proto.temporal.api.enums.v1.IndexedValueType;
const typeOf = {
  Keyword: types.INDEXED_VALUE_TYPE_KEYWORD,
  Int: types.INDEXED_VALUE_TYPE_INT,
  Datetime: types.INDEXED_VALUE_TYPE_DATETIME,
} as const;

/** Makes the search attributes known to the namespace. May be repeated. */
export const registerSearchAttributes = async (client: Client, namespace: string): Promise<void> => {
  const { operatorService } = client.connection;
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const missing = Object.entries(searchAttributeTypes).filter(
    ([name]) => !(name in (customAttributes ?? {})),
  );
  if (missing.length === 0) return;
  await operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(missing.map(([name, type]) => [name, typeOf[type]])),
  });
};
