import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileTemplate } from './templates.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'templates-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const written = (name: string, source: string): URL => {
  const path = join(folder, name);
  writeFileSync(path, source);
  return pathToFileURL(path);
};

describe('templates', () => {
  test('take the text of a view as text: not as HTML, nor as a template', () => {
    const template = compileTemplate<{ name: string }>(written('name.hbs', '<b>{{name}}</b>'));
    expect(template({ name: '<i>{{secret}}</i>' })).toBe('<b>&lt;i&gt;{{secret}}&lt;/i&gt;</b>');
  });

  test('a field that the view lacks is an error', () => {
    const template = compileTemplate<object>(written('lacking.hbs', '{{nmae}}'));
    expect(() => template({ name: 'x' })).toThrow('nmae');
  });

  test('a file that is missing is named, and read once it is there', () => {
    const path = join(folder, 'late.hbs');
    const template = compileTemplate<object>(pathToFileURL(path));
    expect(() => template({})).toThrow(
      expect.objectContaining({
        code: 'template_missing',
        fate: 'operator',
        message: expect.stringContaining(path),
      }),
    );
    writeFileSync(join(folder, 'source.hbs'), 'here');
    copyFileSync(join(folder, 'source.hbs'), path);
    expect(template({})).toBe('here');
  });
});
