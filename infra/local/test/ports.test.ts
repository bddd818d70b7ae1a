import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { familiarPorts, randomPorts } from '../src/ports.ts';

const servers: Server[] = [];

/** Listens on a free port, as somebody else's program would. */
const occupy = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port');
  return address.port;
};

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  delete process.env.REPORTS_API_PORT;
  delete process.env.REPORTS_MAIL_PORT;
});

describe('ports', () => {
  test('for tests are all different, and none that an outgoing connection could be given', async () => {
    const ports = Object.values(await randomPorts());
    expect(new Set(ports).size).toBe(ports.length);
    expect(Math.max(...ports)).toBeLessThan(32_768);
  });

  test("for tests are nobody else's, however many look for some at the same time", async () => {
    const script = `import { randomPorts } from '${new URL('../src/ports.ts', import.meta.url).href}';
      const found = await Promise.all(Array.from({ length: 20 }, () => randomPorts()));
      process.stdout.write(JSON.stringify(found.flatMap(Object.values)) + '\\n');
      process.stdin.resume().once('end', () => process.exit());`;
    const children = Array.from({ length: 3 }, () =>
      spawn(process.execPath, ['--input-type=module-typescript', '--eval', script], {
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    );
    const found = await Promise.all(
      children.map(async ({ stdout }) => {
        const [line] = (await once(createInterface(stdout), 'line')) as [string];
        return JSON.parse(line) as number[];
      }),
    );
    for (const { stdin } of children) stdin.end();
    // 960 of 12,000: by chance alone some forty would be there twice.
    const ports = found.flat();
    expect(ports).toHaveLength(3 * 20 * 16);
    expect(new Set(ports).size).toBe(ports.length);
  });

  test('that a setting chooses are taken', async () => {
    const { api } = await randomPorts();
    process.env.REPORTS_API_PORT = String(api);
    expect((await familiarPorts(() => {})).api).toBe(api);
  });

  test('that a setting chooses are refused when they are busy, with the setting named', async () => {
    const busy = await occupy();
    process.env.REPORTS_API_PORT = String(busy);
    await expect(familiarPorts(() => {})).rejects.toThrow(`Port ${busy} (REPORTS_API_PORT) is busy`);
  });

  test('that a setting chooses twice are refused', async () => {
    const { api } = await randomPorts();
    process.env.REPORTS_API_PORT = String(api);
    process.env.REPORTS_MAIL_PORT = String(api);
    await expect(familiarPorts(() => {})).rejects.toThrow('REPORTS_MAIL_PORT');
  });

  test('that are no ports are refused', async () => {
    process.env.REPORTS_API_PORT = '80800';
    await expect(familiarPorts(() => {})).rejects.toThrow('REPORTS_API_PORT=80800 is not a port number');
  });

  test('that are busy by default give way to the next free one, which is said', async () => {
    const said: string[] = [];
    const first = await familiarPorts(() => {});
    const server = createServer().listen(first.api, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
    const second = await familiarPorts((line) => said.push(line));
    expect(second.api).toBeGreaterThan(first.api);
    expect(said.join('\n')).toContain(`api uses ${second.api} (REPORTS_API_PORT chooses another)`);
  });
});
