/** What stands with a number, `#`, by the plural category of its language (CLDR). `other` is for all that have no form of their own. */
export type Forms = { other: string } & Partial<Record<Exclude<Intl.LDMLPluralRule, 'other'>, string>>;
