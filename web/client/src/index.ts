export type * from './api.ts';
export { createClient, type ClientOptions } from './client.ts';
export { upload, type UploadOptions } from './files.ts';
export { Http, Problem, type HttpOptions, type RequestOptions } from './http.ts';
export type * from './model.ts';
export { reachOf, sideOf, type Reach } from './reach.ts';
export type * from './schema.ts';
export { Store, type Readable } from './store.ts';
export { createVisitor, type Visitor, type VisitorOptions } from './visitor.ts';
