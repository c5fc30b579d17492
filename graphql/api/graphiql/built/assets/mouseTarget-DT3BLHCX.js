/*! Licences: /graphql/assets/LICENSES.txt */
import{mj as a,nj as b,oj as c,pj as d}from"/graphql/assets/chunk-V3WLWNZI.js";import"/graphql/assets/chunk-6RQCAN7G.js";export{c as HitTestContext,b as MouseTarget,d as MouseTargetFactory,a as PointerHandlerLastRenderData};
