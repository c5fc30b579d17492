// A plugin of Prettier for JSON with comments, in the place of its parser of all JavaScript.
import { applyEdits, format } from 'jsonc-parser';

function tidy(text) {
  const options = { tabSize: 2, insertSpaces: true, eol: '\n' };
  return `${applyEdits(text, format(text, undefined, options)).trim()}\n`;
}

export const parsers = {
  jsonc: {
    astFormat: 'jsonc',
    parse: (text) => ({ text: tidy(text) }),
    locStart: () => 0,
    locEnd: (node) => node.text.length,
  },
};
export const printers = { jsonc: { print: (path) => path.node.text } };
