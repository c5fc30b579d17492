/*! Licences: /graphql/assets/LICENSES.txt */
import{b as a}from"/graphql/assets/chunk-ISKH6F3K.js";import"/graphql/assets/chunk-DXMTD7CA.js";export{a as initialize};
