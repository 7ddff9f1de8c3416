// A small demonstration of its own for these tests, on free ports and in a folder of its own.

import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');

/** Two neighbouring free ports: the office's and the survey's. */
async function freePorts() {
  for (let port = 20000 + (process.pid % 20000); ; port += 2) {
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/**
 * Starts the demonstration and waits until it says that it is ready. While tests are being written,
 * `DEMO=.demo:8080` takes one that already runs: its folder and its office's port.
 */
export async function startDemo() {
  if (process.env.DEMO) {
    const [dir, port] = process.env.DEMO.split(':');
    return describe(dir, Number(port), async () => {});
  }
  const dir = await mkdtemp(join(tmpdir(), 'heard-browser-'));
  const port = await freePorts();
  const program = spawn(
    join(target, 'debug', 'heard'),
    ['demo', '--size', 'small', '--dir', dir, '--listen', `127.0.0.1:${port}`],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  await new Promise((resolve, reject) => {
    const listen = (chunk) => {
      said += chunk;
      if (said.includes('Heard is ready')) resolve();
    };
    program.stdout.on('data', listen);
    program.stderr.on('data', listen);
    program.once('exit', (code) => reject(new Error(`the demonstration ended with ${code}:\n${said}`)));
  });
  program.removeAllListeners('exit');
  return describe(dir, port, async () => {
    const ended = new Promise((resolve) => program.once('exit', resolve));
    program.kill('SIGTERM');
    await ended;
    await rm(dir, { recursive: true, force: true });
  });
}

async function describe(dir, port, stop) {
  const links = await linksIn(join(dir, 'mail'));
  return {
    dir,
    office: `http://127.0.0.1:${port}`,
    survey: `http://127.0.0.1:${port + 1}`,
    accounts: JSON.parse(await readFile(join(dir, 'accounts.json'), 'utf8')),
    /** A questionnaire link that nobody has used yet. */
    async link() {
      for (;;) {
        const link = links.shift();
        if (!link) throw new Error('the small demonstration has no more links');
        if ((await fetch(link)).status === 200) return link;
      }
    },
    stop,
  };
}

/** Every questionnaire link of the letters in a folder. */
async function linksIn(folder) {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.eml')).sort();
  const letters = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  return letters.map((letter) => letter.match(/https?:\/\/\S+\/s\/\S+/)?.[0]).filter(Boolean);
}
