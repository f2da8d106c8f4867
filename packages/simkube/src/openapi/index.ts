export type { CustomKind } from "./custom-kind.ts";
export { openApiDocument, openApiIndex, openApiPath } from "./document.ts";
export {
	openApiVersion2,
	type Version2Document,
} from "./version-2-document.ts";
