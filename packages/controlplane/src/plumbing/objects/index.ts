export { openFolderObjectStore } from "./folder-object-store.ts";
export type {
	ObjectStore,
	ObjectWriter,
} from "./object-store.ts";
