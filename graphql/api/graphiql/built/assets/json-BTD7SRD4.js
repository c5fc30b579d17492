/*! Licences: /graphql/assets/LICENSES.txt */
import{c as o,d as r}from"/graphql/assets/chunk-LGLUF3XI.js";import{f as n}from"/graphql/assets/chunk-6RQCAN7G.js";n();function e(t){return`${r(t,o(t,void 0,{tabSize:2,insertSpaces:!0,eol:`
`})).trim()}
`}var c={jsonc:{astFormat:"jsonc",parse:t=>({text:e(t)}),locStart:()=>0,locEnd:t=>t.text.length}},a={jsonc:{print:t=>t.node.text}};export{c as parsers,a as printers};
