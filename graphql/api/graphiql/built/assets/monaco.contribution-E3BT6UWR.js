/*! Licences: /graphql/assets/LICENSES.txt */
import{a,b}from"/graphql/assets/chunk-FZLSITKR.js";import"/graphql/assets/chunk-TCCFICSY.js";import"/graphql/assets/chunk-V3WLWNZI.js";import"/graphql/assets/chunk-6RQCAN7G.js";export{b as getWorker,a as jsonDefaults};
