import { searchAttributes } from '@reports/contracts';
import { defineSearchAttributeKey } from '@temporalio/common';

/** The key of a search attribute that is found by its whole value; `name` is one of `searchAttributes`. */
export const keyword = (name: string) => defineSearchAttributeKey(name, 'KEYWORD');

export const attemptKey = defineSearchAttributeKey(searchAttributes.attempt, 'INT');
