export {
	decodingProblem,
	dropUnknownFields,
	unknownFields,
} from "./decoding.ts";
export { duplicateFields } from "./duplicate-fields.ts";
export { invalidError } from "./invalid-error.ts";
export { nestsTooDeep } from "./nesting.ts";
export { sumOfQuantities } from "./quantity.ts";
export type { SchemaNode } from "./schema-node.ts";
export { validateAgainstSchema } from "./schema-problems.ts";
export { defaultBySchema, pruneBySchema } from "./schema-shape.ts";
export { validate } from "./validate.ts";
