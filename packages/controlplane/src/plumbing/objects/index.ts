export {
	type FolderObjectStoreOptions,
	openFolderObjectStore,
} from "./folder-object-store.ts";
export type {
	ObjectSlice,
	ObjectStore,
	ObjectWriter,
	SealedObject,
} from "./object-store.ts";
