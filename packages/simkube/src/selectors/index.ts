export {
	customFieldLabels,
	type FieldLabels,
	fieldLabelsFor,
} from "./field-labels.ts";
export { parseFieldSelector } from "./field-selector.ts";
export type { LabelMatch } from "./label-requirement.ts";
export {
	type LabelSelectorObject,
	labelSelectorFromObject,
	parseLabelSelector,
} from "./label-selector.ts";
