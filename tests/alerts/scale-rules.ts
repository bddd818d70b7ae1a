import { parse, stringify } from 'yaml';

interface Rule {
  alert?: string;
  expr: string;
  for?: string;
}
interface Rules {
  groups: { name: string; interval?: string; rules: Rule[] }[];
}

/** Longer ages than these are waited for in a drill by nobody. */
const maxAgeSeconds = 5;

/**
 * The rules with times of a drill: a `for:` is two seconds, windows of `rate` and `increase` are twenty, and alerts on the age of something
 * want five seconds instead of minutes. Series, labels and comparisons stay as they are.
 */
export const scaleRules = (text: string): string => {
  const rules = parse(text) as Rules;
  for (const group of rules.groups) {
    group.interval = '1s';
    for (const rule of group.rules) {
      if (rule.for !== undefined) rule.for = '2s';
      rule.expr = rule.expr.replaceAll(/\[\d+[mh]\]/g, '[20s]');
      // Ages: gauges in seconds, and how long ago a loop succeeded.
      if (/_oldest_.*seconds|time\(\)/.test(rule.expr)) {
        rule.expr = rule.expr.replaceAll(/> (\d+)/g, (whole, age: string) =>
          Number(age) > maxAgeSeconds && Number(age) < 86_400 ? `> ${maxAgeSeconds}` : whole,
        );
      }
    }
  }
  return stringify(rules);
};
