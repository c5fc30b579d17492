// Makes `built/` from what stands here. Run it by `make graphiql`: it says nothing that is not in the files, so
// the same sources give the same bytes on every machine.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';

const built = resolve(process.argv[2]);
const assets = join(built, 'assets');
const LICENCES = 'LICENSES.txt';

// Of Monaco's features only those that somebody meets who writes queries: editor.js lists them.
const features = {
  name: 'features',
  setup(plugins) {
    plugins.onResolve({ filter: /\/editor\.all\.js$/ }, () => ({ path: resolve('editor.js') }));
    // Prettier formats JSON with a parser of all JavaScript; ours reads JSON.
    plugins.onResolve({ filter: /^prettier\/(plugins\/estree|parser-babel)$/ }, () => ({
      path: resolve('json.js'),
    }));
  },
};

const common = {
  bundle: true,
  minify: true,
  format: 'esm',
  splitting: true,
  target: 'es2022',
  jsx: 'automatic',
  outdir: assets,
  publicPath: '/graphql/assets',
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  loader: { '.ttf': 'file' },
  define: { 'process.env.NODE_ENV': '"production"' },
  banner: { js: `/*! Licences: /graphql/assets/${LICENCES} */`, css: `/*! Licences: /graphql/assets/${LICENCES} */` },
  legalComments: 'none',
  metafile: true,
  write: false,
  logLevel: 'warning',
  plugins: [features],
};

const inputs = new Set();

// The files of a build. Of its styles only those of an entry: esbuild repeats them for each lazy part.
async function files(entryPoints, more = {}) {
  const result = await build({ ...common, ...more, entryPoints });
  Object.keys(result.metafile.inputs).forEach((path) => inputs.add(path));
  const entries = Object.keys(entryPoints).map((name) => `${name}-`);
  const wanted = (name) => !name.endsWith('.css') || entries.some((entry) => name.startsWith(entry));
  return result.outputFiles.filter(({ path }) => wanted(basename(path)));
}

function named(found, name, suffix) {
  const files = found.map(({ path }) => basename(path));
  return files.find((file) => file.startsWith(`${name}-`) && file.endsWith(suffix));
}

const workers = await files({
  editor: 'monaco-editor/esm/vs/editor/editor.worker.js',
  json: 'monaco-editor/esm/vs/language/json/json.worker.js',
  graphql: 'monaco-graphql/esm/graphql.worker.js',
});
const workerFiles = Object.fromEntries(
  ['editor', 'json', 'graphql'].map((label) => [label, `/graphql/assets/${named(workers, label, '.js')}`]),
);
const page = await files(
  { graphiql: 'main.jsx' },
  { define: { ...common.define, WORKERS: JSON.stringify(workerFiles) } },
);

rmSync(built, { recursive: true, force: true });
mkdirSync(assets, { recursive: true });
for (const { path, contents } of [...workers, ...page]) writeFileSync(path, contents);
writeFileSync(join(assets, LICENCES), licences());
const html = readFileSync('page.html', 'utf8')
  .replace('{style}', named(page, 'graphiql', '.css'))
  .replace('{script}', named(page, 'graphiql', '.js'));
writeFileSync(join(built, 'page.html'), html);
writeFileSync(join(built, 'SOURCE.txt'), source());

// The licence of every package of which something is in the bundle.
function licences() {
  const folders = new Set();
  for (const path of inputs) {
    const match = path.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//);
    if (match) folders.add(match[1]);
  }
  const parts = [...folders].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    const text = file ? readFileSync(join(folder, file), 'utf8').trim() : `Licence: ${license}`;
    return `${name} ${version}\n\n${text}\n`;
  });
  return parts.sort().join(`\n${'-'.repeat(80)}\n\n`);
}

// What `built/` was made of, so that a test sees when the sources are newer.
function source() {
  const hashed = readdirSync('.').filter((name) => /\.(jsx?|mjs|json|html|css)$/.test(name));
  const line = (name) => `${createHash('sha256').update(readFileSync(name)).digest('hex')}  ${name}\n`;
  return hashed.sort().map(line).join('');
}
