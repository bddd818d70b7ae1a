import { describe, expect, test } from 'vitest';
import { Value } from 'typebox/value';
import { CalendarDate, EmailAddress, TimeZone, Timestamp } from './index.ts';

describe('formats', () => {
  test.each([
    ['2024-02-29', true],
    ['2024-02-30', false],
    ['2023-02-29', false],
    ['1900-02-29', false],
    ['2000-02-29', true],
    ['2024-04-31', false],
    ['2024-01-00', false],
    ['2024-13-01', false],
    ['2024-00-10', false],
    ['2024-1-1', false],
    ['0000-01-01', false],
    ['0001-01-01', false],
    ['1969-12-31', false],
    ['1970-01-01', true],
    ['2999-12-31', true],
    ['3000-01-01', false],
    ['9999-12-31', false],
    ['2024-01-01T00:00:00Z', false],
    ['', false],
  ])('the date %s is real: %s', (text, real) => {
    expect(Value.Check(CalendarDate, text)).toBe(real);
  });

  test.each([
    ['2024-01-31T18:00:00Z', true],
    ['2024-01-31T18:00:00.250+05:30', true],
    ['2024-01-31t18:00:00z', true],
    ['0001-01-01T00:00:00Z', false],
    ['9999-12-31T23:59:59Z', false],
    ['2024-02-30T00:00:00Z', false],
    ['2024-01-31T24:00:00Z', false],
    ['2024-01-31T23:59:60Z', false],
    ['2024-01-31T18:00:00', false],
    ['2024-01-31T18:00:00+23:00', false],
    ['2024-01-31T18:00:00Z[Europe/Paris]', false],
    ['2024-01-31 18:00:00Z', false],
    ['2024-01-31', false],
  ])('the instant %s is real: %s', (text, real) => {
    expect(Value.Check(Timestamp, text)).toBe(real);
  });

  test.each([
    ['UTC', true],
    ['Asia/Kolkata', true],
    ['Etc/GMT+5', true],
    ['America/Argentina/Buenos_Aires', true],
    ['+05:30', false],
    ['Mars/Olympus', false],
    ['IST', false],
    ['', false],
    ['Etc/Unknown', false],
  ])('the zone %s is known: %s', (name, known) => {
    expect(Value.Check(TimeZone, name)).toBe(known);
  });

  test.each([
    ['qa-team@yourcompany.com', true],
    ['first.last+tag@sub.example.co.in', true],
    ['root@localhost', true],
    ['no-at.example.com', false],
    ['two@@example.com', false],
    ['"quoted"@example.com', false],
    ['a@example.com\r\nBcc: b@example.com', false],
    [`${'a'.repeat(65)}@example.com`, false],
    ['a@', false],
  ])('the address %s is one: %s', (text, valid) => {
    expect(Value.Check(EmailAddress, text)).toBe(valid);
  });
});
