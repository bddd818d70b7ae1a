import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { UsageError } from '../configuration.ts';
import type { Context } from '../context.ts';
import { fields } from '../output.ts';
import { anyNumber, collect } from './arguments.ts';

interface ChangeFlags {
  name?: string;
  timezone?: string;
  recipientDomain?: string[] | false;
  targetPassRate?: number;
  targetPeerGap?: number;
}

interface BrandingFlags {
  colour?: string;
  paper?: 'a4' | 'letter';
  language?: 'en' | 'de' | 'es' | 'fr' | 'hi' | 'ar';
  dateFormat?: 'day_month_year' | 'month_day_year' | 'year_month_day';
  logo?: string;
  none?: boolean;
}

const imageTypes: Readonly<Record<string, string>> = { png: 'image/png', svg: 'image/svg+xml' };

/** A file as the data URL that the API takes. */
const readLogo = (file: string): string => {
  const type = imageTypes[file.split('.').at(-1)?.toLowerCase() ?? ''];
  if (type === undefined) throw new UsageError(`${file} must be a PNG or SVG, by its name.`);
  return `data:${type};base64,${readBytes(file).toString('base64')}`;
};

const readBytes = (file: string): Buffer => {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
};

const readJson = (file: string): Record<string, never> => {
  try {
    return JSON.parse(readBytes(file).toString('utf8')) as Record<string, never>;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file} is not JSON: ${(error as Error).message}`);
  }
};

const change = async (context: Context, flags: ChangeFlags): Promise<void> => {
  const { name, timezone, recipientDomain, targetPassRate, targetPeerGap } = flags;
  const targets = {
    ...(targetPassRate !== undefined && { pass_rate: targetPassRate }),
    ...(targetPeerGap !== undefined && { peer_gap: targetPeerGap }),
  };
  const body = {
    ...(name !== undefined && { name }),
    ...(timezone !== undefined && { timezone }),
    ...(recipientDomain !== undefined && { allowed_recipient_domains: recipientDomain || [] }),
    ...(Object.keys(targets).length > 0 && { targets }),
  };
  if (Object.keys(body).length === 0) throw new UsageError('Say what to change: --help has what there is.');
  const { data } = await context.client().api.PATCH('/v1/workspace', { body });
  context.output().print(data, (workspace) => fields(Object.entries(workspace ?? {})));
};

/** A branding replaces the one before as a whole; what is not named stays. */
const brand = async (
  context: Context,
  { colour, paper, language, dateFormat, logo, none }: BrandingFlags,
): Promise<void> => {
  const { api } = context.client();
  const { data: before } = await api.GET('/v1/workspace/branding');
  const changed = {
    ...(colour !== undefined && { accent_colour: colour }),
    ...(paper !== undefined && { paper }),
    ...(language !== undefined && { language }),
    ...(dateFormat !== undefined && { date_format: dateFormat }),
    ...(logo !== undefined && { logo: readLogo(logo) }),
  };
  const isAsked = none === true || Object.keys(changed).length > 0;
  const { data } = isAsked
    ? await api.PUT('/v1/workspace/branding', { body: none ? changed : { ...before, ...changed } })
    : { data: before };
  context.output().print(data, (branding) =>
    fields([
      ['colour', branding?.accent_colour ?? 'as it comes'],
      ['paper', branding?.paper ?? 'a4'],
      ['language', branding?.language ?? 'en'],
      ['dates', branding?.date_format ?? 'day_month_year'],
      ['logo', branding?.logo ? `${branding.logo.length} characters` : 'none'],
    ]),
  );
};

/** `workspace`: its settings, labels and branding. */
export const addWorkspace = (program: Command, context: Context): void => {
  const workspace = program
    .command('workspace')
    .description('Settings of the workspace; changes ask for a key of scope admin');

  workspace
    .command('show', { isDefault: true })
    .description('Show them')
    .action(async () => {
      const { data } = await context.client().api.GET('/v1/workspace');
      context.output().print(data, (found) => fields(Object.entries(found ?? {})));
    });

  workspace
    .command('change')
    .description('Change some')
    .option('--name <name>', 'what reports call it')
    .option('--timezone <zone>', 'home zone: that of reports which name none')
    .option('--recipient-domain <domain>', 'mail may go there; again for more', collect)
    .option('--no-recipient-domain', 'mail may go anywhere')
    .option('--target-pass-rate <rate>', 'below it a parameter needs work: 0.8', anyNumber)
    .option('--target-peer-gap <share>', 'so far below the others as well: 0.05', anyNumber)
    .action((flags: ChangeFlags) => change(context, flags));

  workspace
    .command('labels')
    .description('Show what readers are shown in place of codes; with a file, replace it')
    .argument('[file]', 'JSON: {"dispositions": {"no_answer": "No answer"}, "parameters": {}, "checks": {}}')
    .action(async (file: string | undefined) => {
      const { api } = context.client();
      const { data } =
        file === undefined
          ? await api.GET('/v1/workspace/labels')
          : await api.PUT('/v1/workspace/labels', { body: readJson(file) });
      context.output().print(data, (labels) => JSON.stringify(labels, null, 2));
    });

  workspace
    .command('branding')
    .description('Show how PDFs and e-mails look, or change what is named')
    .option('--colour <colour>', 'of headings, bars and buttons: #0b6e4f')
    .addOption(new Option('--paper <size>', 'of PDFs').choices(['a4', 'letter']))
    .addOption(
      new Option('--language <language>', 'of PDFs and e-mails').choices([
        'en',
        'de',
        'es',
        'fr',
        'hi',
        'ar',
      ]),
    )
    .addOption(
      new Option('--date-format <format>', 'of the same').choices([
        'day_month_year',
        'month_day_year',
        'year_month_day',
      ]),
    )
    .option('--logo <file>', 'at the top of PDFs: a PNG, or an SVG with its text as outlines')
    .option('--none', 'without what was there before')
    .action((flags: BrandingFlags) => brand(context, flags));
};
