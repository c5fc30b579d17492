// GraphiQL for whoever explores the API in a browser. It talks to the host it came from and to no other.
import 'monaco-graphql/esm/monaco-editor.js';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import './page.css';

import { HISTORY_PLUGIN } from '@graphiql/plugin-history';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';

import { EXAMPLES_PLUGIN } from './examples.jsx';

globalThis.MonacoEnvironment = {
  getWorker: (_id, label) => new Worker(WORKERS[label] ?? WORKERS.editor, { type: 'module' }),
};

const HEADERS = '{\n  "Authorization": "Bearer ",\n  "Accept-Language": "fr"\n}';
const WELCOME = `# The reference and examples are on the left.
# Your token goes into the headers below,
# and is forgotten when this page closes.

query Viewer {
  viewer {
    id
    label
  }
}
`;

async function fetcher(operation, { headers = {} } = {}) {
  const response = await fetch('/graphql/', {
    method: 'POST',
    credentials: 'omit',
    headers: {
      Accept: 'application/graphql-response+json',
      'Content-Type': 'application/json',
      ...withoutEmptyToken(headers),
    },
    body: JSON.stringify(operation),
  });
  return response.json();
}

// Until somebody puts a token there, nobody asks.
function withoutEmptyToken(headers) {
  const given = ([name, value]) => name.toLowerCase() !== 'authorization' || value.trim() !== 'Bearer';
  return Object.fromEntries(Object.entries(headers).filter(given));
}

// Tabs and history outlive a reload, not the window; the history would store tokens too.
const storage = {
  getItem: (key) => sessionStorage.getItem(key),
  setItem: (key, value) => sessionStorage.setItem(key, value.replace(/Bearer [^"\\]+/gi, 'Bearer ')),
  removeItem: (key) => sessionStorage.removeItem(key),
  clear: () => sessionStorage.clear(),
  get length() {
    return sessionStorage.length;
  },
};

const asked = new URLSearchParams(location.search);

createRoot(document.getElementById('graphiql')).render(
  <GraphiQL
    fetcher={fetcher}
    plugins={[EXAMPLES_PLUGIN, HISTORY_PLUGIN]}
    defaultQuery={WELCOME}
    defaultHeaders={HEADERS}
    initialQuery={asked.get('query') ?? undefined}
    initialVariables={asked.get('variables') ?? undefined}
    defaultEditorToolsVisibility="headers"
    inputValueDeprecation
    schemaDescription
    shouldPersistHeaders={false}
    showPersistHeadersSettings={false}
    storage={storage}
  >
    <GraphiQL.Logo>
      <span className="tadamun">Tadamun تضامن</span>
    </GraphiQL.Logo>
  </GraphiQL>,
);
