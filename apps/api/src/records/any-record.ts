import { recordSchemas } from '@reports/contracts';
import { Type } from 'typebox';

export const AnyRecord = Type.Union(Object.values(recordSchemas), {
  description: 'A record of the kind in the path.',
});
