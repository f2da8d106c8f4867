export {
	type BuiltInKind,
	builtInKind,
	builtInKinds,
} from "./built-in-types.ts";
export type { CustomKind } from "./custom-kind.ts";
export { openApiDocument, openApiIndex, openApiPath } from "./document.ts";
