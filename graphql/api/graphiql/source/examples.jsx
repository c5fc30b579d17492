// A pane with the example operations of this host, by the role that they are for.
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useState } from 'react';

function ExamplesIcon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round">
      <path d="M8 6h12M8 12h12M8 18h12M3.5 6h.01M3.5 12h.01M3.5 18h.01" />
    </svg>
  );
}

function Examples() {
  const [examples, setExamples] = useState([]);
  const { addTab } = useGraphiQLActions();
  const editors = useGraphiQL(({ queryEditor, variableEditor, headerEditor }) => ({
    queryEditor,
    variableEditor,
    headerEditor,
  }));

  useEffect(() => {
    fetch('/graphql/examples.json', { credentials: 'omit' })
      .then((response) => response.json())
      .then(setExamples);
  }, []);

  function open({ query, variables }) {
    const headers = editors.headerEditor?.getValue(); // a new tab would begin without the token
    addTab();
    editors.queryEditor?.setValue(query);
    editors.variableEditor?.setValue(variables);
    if (headers !== undefined) editors.headerEditor?.setValue(headers);
  }

  return (
    <section className="examples" aria-label="Examples">
      <h2>Examples</h2>
      {[...new Set(examples.map(({ role }) => role))].map((role) => (
        <div key={role}>
          <h3>{role.replaceAll('_', ' ')}</h3>
          <ul>
            {examples
              .filter((example) => example.role === role)
              .map((example) => (
                <li key={example.name}>
                  <button type="button" onClick={() => open(example)}>
                    {example.name}
                  </button>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

export const EXAMPLES_PLUGIN = { title: 'Examples', icon: ExamplesIcon, content: Examples };
