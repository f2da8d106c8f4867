export {
	customFieldLabels,
	fieldLabelsFor,
} from "./field-labels.ts";
export { parseFieldSelector } from "./field-selector.ts";

export {
	type LabelSelectorObject,
	labelSelectorFromObject,
	parseLabelSelector,
} from "./label-selector.ts";
