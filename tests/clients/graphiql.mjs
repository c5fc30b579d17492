// Somebody opens GraphiQL in a browser: puts a token in, asks, reads the reference, opens an example.
import puppeteer from 'puppeteer-core';

const [url, browserPath, token, role, example, screenshot] = process.argv.slice(2);
const told = { requests: [], errors: [], violations: [] };

const browser = await puppeteer.launch({
  executablePath: browserPath,
  args: ['--no-sandbox', '--disable-gpu', `--host-resolver-rules=MAP *.${process.env.DOMAIN} 127.0.0.1`],
  defaultViewport: { width: 1400, height: 900 },
});
try {
  const page = await browser.newPage();
  page.on('request', (request) => told.requests.push(request.url()));
  page.on('workercreated', (worker) => told.requests.push(worker.url()));
  page.on('pageerror', (error) => told.errors.push(String(error)));
  page.on('console', (line) => line.type() === 'error' && told.errors.push(line.text()));
  await page.exposeFunction('violated', (what) => told.violations.push(what));
  await page.evaluateOnNewDocument(() => {
    addEventListener('securitypolicyviolation', (event) =>
      globalThis.violated(`${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  await page.goto(url);

  // Without a token: the welcome's question is answered, for nobody.
  const ready = () => globalThis.__MONACO?.editor.getModels().length >= 4 && document.querySelector('.view-line');
  await page.waitForFunction(ready);
  told.nobody = await run(page);

  await write(page, 'request-headers.json', JSON.stringify({ Authorization: `Bearer ${token}` }));
  await write(page, 'operation.graphql', 'query Somebody { viewer { role } }');
  await understood(page, 'Somebody');
  told.somebody = await run(page);

  told.suggestions = await suggestions(page);

  await page.click('button[aria-label="Show Documentation Explorer"]');
  await page.locator('.graphiql-doc-explorer a').click();
  await page.waitForFunction(() =>
    document.querySelector('.graphiql-doc-explorer-content')?.innerText.includes('viewer'),
  );
  told.reference = await page.$eval('.graphiql-doc-explorer-content', (element) => element.innerText);

  await page.click('button[aria-label="Show Examples"]');
  await page.waitForSelector('.examples li button');
  told.roles = await page.$$eval('.examples h3', (found) => found.map((element) => element.innerText));
  await page.locator(`.examples li button ::-p-text(${example})`).click();
  await page.waitForFunction(() =>
    globalThis.__MONACO.editor.getModels().some((each) => each.getValue().startsWith('# ')),
  );
  told.opened = await read(page, 'operation.graphql');
  await understood(page, told.opened.match(/^(?:query|mutation) (\w+)/m)[1]);
  told.kept = await read(page, 'request-headers.json');
  told.example = await run(page);
  told.stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  if (screenshot) await page.screenshot({ path: screenshot });
} finally {
  await browser.close();
}
console.log(JSON.stringify(told));

// One of the editors, by the end of its name.
function write(page, name, text) {
  return page.evaluate(
    (end, value) => {
      const model = globalThis.__MONACO.editor.getModels().find(({ uri }) => uri.path.endsWith(end));
      model.setValue(value);
    },
    name,
    text,
  );
}

function read(page, name) {
  return page.evaluate(
    (end) => globalThis.__MONACO.editor.getModels().find(({ uri }) => uri.path.endsWith(end)).getValue(),
    name,
  );
}

// The page knows what the operation is called that somebody wrote: its tab says so.
function understood(page, name) {
  return page.waitForFunction(
    (title) => document.querySelector('.graphiql-tab-active')?.innerText.includes(title),
    {},
    name,
  );
}

async function run(page) {
  await write(page, 'response.json', '');
  await page.click('.graphiql-execute-button');
  const answered = () => {
    const model = globalThis.__MONACO.editor.getModels().find(({ uri }) => uri.path.endsWith('response.json'));
    return model.getValue().trim().endsWith('}');
  };
  await page.waitForFunction(answered);
  return JSON.parse(await read(page, 'response.json'));
}

// What the editor offers where a field may stand, which it knows from the schema by a worker.
async function suggestions(page) {
  await write(page, 'operation.graphql', '{ prod }');
  await page.evaluate(() => {
    const [editor] = globalThis.__MONACO.editor.getEditors();
    editor.focus();
    editor.setPosition({ lineNumber: 1, column: 7 });
    editor.trigger('test', 'editor.action.triggerSuggest', {});
  });
  await page.waitForSelector('.suggest-widget .monaco-list-row');
  const rows = await page.$$eval('.suggest-widget .monaco-list-row', (found) => found.map((row) => row.innerText));
  await page.keyboard.press('Escape');
  return rows;
}
