export { applyJsonPatch, sameJson } from "./json-patch.ts";
export { applyMergePatch } from "./merge-patch.ts";
export { type PatchSchema, patchSchemaFor } from "./patch-schema.ts";
export { applyStrategicMergePatch } from "./strategic-merge-patch.ts";
