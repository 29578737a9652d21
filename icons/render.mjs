// Renders the icons from their SVG sources: `node icons/render.mjs`. Needs chromium and ImageMagick's `convert`.
// The results are committed; this runs only when a source changes.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'daehwa-icons-'));

function rasterize(svg, name, size) {
  const page = join(work, `${name}.html`);
  const png = join(work, `${name}.png`);
  writeFileSync(page, `<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  execFileSync('chromium', [
    '--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--force-device-scale-factor=1',
    '--default-background-color=00000000', `--user-data-dir=${join(work, 'profile')}`,
    `--window-size=${size},${size}`, `--screenshot=${png}`, `file://${page}`,
  ], { stdio: 'ignore' });
  return png;
}

function resize(png, size, target) {
  execFileSync('convert', [png, '-filter', 'Lanczos', '-resize', `${size}x${size}`, '-strip', '-define', 'png:color-type=6', target]);
}

// Apple's container: "icns", its length, then per picture a type, a length and a PNG.
function writeIcns(pictures, target) {
  const chunks = pictures.map(([type, file]) => {
    const png = readFileSync(file);
    const head = Buffer.alloc(8);
    head.write(type, 0, 'latin1');
    head.writeUInt32BE(png.length + 8, 4);
    return Buffer.concat([head, png]);
  });
  const body = Buffer.concat(chunks);
  const head = Buffer.alloc(8);
  head.write('icns', 0, 'latin1');
  head.writeUInt32BE(body.length + 8, 4);
  writeFileSync(target, Buffer.concat([head, body]));
}

const master = rasterize(readFileSync(join(here, 'source.svg'), 'utf8'), 'source', 1024);
for (const [size, name] of [[32, '32x32.png'], [128, '128x128.png'], [256, '128x128@2x.png'], [512, 'icon.png']]) {
  resize(master, size, join(here, name));
}
execFileSync('convert', [master, '-define', 'icon:auto-resize=256,128,64,48,32,16', join(here, 'icon.ico')]);
const apple = [['ic07', 128], ['ic08', 256], ['ic09', 512]].map(([type, size]) => {
  const file = join(work, `${type}.png`);
  resize(master, size, file);
  return [type, file];
});
writeIcns(apple, join(here, 'icon.icns'));

// The tray shows the state by shape as well as by colour.
const tray = readFileSync(join(here, 'tray', 'source.svg'), 'utf8');
const marks = {
  available: '<circle cx="780" cy="780" r="200" fill="#2fb56b"/><path d="M690 785l65 65 120-130" fill="none" stroke="#fff" stroke-width="56" stroke-linecap="round" stroke-linejoin="round"/>',
  busy: '<circle cx="780" cy="780" r="200" fill="#d8493f"/><path d="M690 780h180" stroke="#fff" stroke-width="64" stroke-linecap="round"/>',
  offline: '<circle cx="780" cy="780" r="166" fill="none" stroke="#8a9499" stroke-width="68"/>',
};
for (const [state, mark] of Object.entries(marks)) {
  resize(rasterize(tray.replace('<!-- state -->', mark), state, 1024), 64, join(here, 'tray', `${state}.png`));
}
rmSync(work, { recursive: true });
