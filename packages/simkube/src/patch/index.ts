export { applyJsonPatch, sameJson } from "./json-patch.ts";
export { applyMergePatch } from "./merge-patch.ts";
export { patchSchemaFor } from "./patch-schema.ts";
export { applyStrategicMergePatch } from "./strategic-merge-patch.ts";
