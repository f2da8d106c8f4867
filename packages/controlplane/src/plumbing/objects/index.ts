export { openFolderObjectStore } from "./folder-object-store.ts";
export type { ObjectStore } from "./object-store.ts";
