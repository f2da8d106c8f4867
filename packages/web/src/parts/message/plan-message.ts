import { plainOutput } from "../plain-output.ts";
import { withoutMention } from "./compose-command.ts";
import { type Fields, fieldsOf, listOf, textOf } from "./read-json.ts";

/** A neutral message as it is shown. All text in it is plain; commands are as they are said. */
export interface MessagePlan {
	/** `nothing`: there is nothing to show. `form`: its values are said together. */
	readonly kind: "message" | "form" | "nothing";
	/** Only for who asked. */
	readonly isPrivate: boolean;
	/** When what it tells of happened: ISO 8601. */
	readonly at: string | undefined;
	readonly body: BodyPlan;
	readonly sections: readonly SectionPlan[];
	readonly inputs: readonly InputPlan[];
}

export interface BodyPlan {
	readonly text: string;
	readonly code: string;
}

export interface SectionPlan {
	readonly hasDivider: boolean;
	readonly header: string;
	readonly description: string;
	readonly body: BodyPlan;
	readonly fields: readonly { readonly key: string; readonly value: string }[];
	readonly lists: readonly {
		readonly title: string;
		readonly items: readonly string[];
	}[];
	readonly buttons: readonly ButtonPlan[];
	readonly multiSelect: MultiSelectPlan | undefined;
	readonly selects: readonly SelectPlan[];
	readonly inputs: readonly InputPlan[];
	readonly context: readonly string[];
}

export interface ButtonPlan {
	readonly label: string;
	readonly look: "default" | "primary" | "danger";
	/** Stands before the button. */
	readonly note: string;
	readonly noteStyle: "text" | "bold" | "italic" | "code";
	readonly does:
		| { readonly kind: "run"; readonly command: string }
		| { readonly kind: "open"; readonly url: string; readonly host: string }
		/** A link that is none of http or https, or a button without anything. */
		| { readonly kind: "nothing" };
}

export interface OptionPlan {
	readonly label: string;
	readonly value: string;
}

export interface SelectPlan {
	/** The same in a message that replaces this one: what was chosen stays chosen. */
	readonly key: string;
	readonly label: string;
	readonly command: string;
	readonly groups: readonly {
		readonly name: string;
		readonly options: readonly OptionPlan[];
	}[];
	readonly initial: string | undefined;
}

export interface MultiSelectPlan {
	readonly label: string;
	readonly body: BodyPlan;
	readonly command: string;
	readonly options: readonly OptionPlan[];
	readonly initial: readonly string[];
}

export interface InputPlan {
	readonly label: string;
	readonly placeholder: string;
	readonly command: string;
	/** When it is said: on Enter, when the writing pauses, or with the form. */
	readonly dispatch: "enter" | "typing" | "form";
}

const most = {
	sections: 50,
	buttons: 50,
	options: 500,
	lines: 200,
	inputs: 20,
};

/** The plan of whatever a plugin answered. Never throws; what is not understood is left out. */
export function planMessage(message: unknown): MessagePlan {
	const fields = fieldsOf(message);
	const type = textOf(fields.type);
	const isForm = type === "form";
	const onlyBody = type === "baseBodyWithFilter";
	const all = onlyBody ? [] : listOf(fields.sections, most.sections);
	const isEvent = type === "nonInteractiveEventSingleSection";
	const sections = (isEvent ? all.slice(0, 1) : all).map((section, place) =>
		planSection(section, place, { isForm, isEvent }),
	);
	const plan = {
		isPrivate: fields.onlyVisibleForYou === true,
		at: timeOf(fields.timestamp),
		body: planBody(fields.baseBody),
		sections,
		inputs: isEvent ? [] : planInputs(fields.plaintextInputs, isForm),
	};
	const isEmpty =
		plan.at === undefined &&
		sections.length + plan.inputs.length === 0 &&
		plan.body.text + plan.body.code === "";
	if (isEmpty || type === "skipMessage") return { ...plan, kind: "nothing" };
	return { ...plan, kind: isForm ? "form" : "message" };
}

function planSection(
	section: Fields,
	place: number,
	of: { readonly isForm: boolean; readonly isEvent: boolean },
): SectionPlan {
	const isStill = of.isEvent;
	return {
		hasDivider: place > 0 && textOf(fieldsOf(section.style).divider) !== "none",
		header: words(section.header),
		description: words(section.description),
		body: planBody(section.body),
		fields: listOf(section.textFields, most.lines).map(({ key, value }) => ({
			key: words(key),
			value: words(value),
		})),
		lists: listOf(section.bulletLists, most.lines).map(({ title, items }) => ({
			title: words(title),
			items: (Array.isArray(items) ? items : [])
				.slice(0, most.lines)
				.map(words)
				.filter((item) => item !== ""),
		})),
		buttons: isStill
			? []
			: listOf(section.buttons, most.buttons).map(planButton),
		multiSelect: isStill ? undefined : planMultiSelect(section.multiSelect),
		selects: isStill ? [] : planSelects(section.selects, place),
		inputs: isStill ? [] : planInputs(section.plaintextInputs, of.isForm),
		context: listOf(section.context, most.lines)
			.map(({ text }) => words(text))
			.filter((text) => text !== ""),
	};
}

function planBody(body: unknown): BodyPlan {
	const { plaintext, codeBlock } = fieldsOf(body);
	return { text: words(plaintext), code: words(codeBlock) };
}

function planButton(button: Fields): ButtonPlan {
	const url = linkOf(textOf(button.url));
	const command = textOfCommand(button.command);
	const does: ButtonPlan["does"] = url
		? { kind: "open", url: url.href, host: url.host }
		: command !== "" && textOf(button.url) === ""
			? { kind: "run", command }
			: { kind: "nothing" };
	const style = textOf(button.style);
	const noteStyle = textOf(button.descriptionStyle);
	return {
		label: words(button.name) || plainOutput(command) || "Button",
		look: style === "primary" || style === "danger" ? style : "default",
		note: words(button.description),
		noteStyle:
			noteStyle === "bold" || noteStyle === "italic" || noteStyle === "text"
				? noteStyle
				: "code",
		does,
	};
}

/** Only http and https: whatever else a link may do, it does not do here. */
function linkOf(url: string): URL | undefined {
	const link = URL.parse(url);
	return link?.protocol === "https:" || link?.protocol === "http:"
		? link
		: undefined;
}

function planSelects(selects: unknown, place: number): readonly SelectPlan[] {
	const { id, items } = fieldsOf(selects);
	const block = textOf(id) || `section ${place}`;
	return listOf(items, most.inputs).map((item, i) => {
		const groups = listOf(item.optionGroups, most.options).map((group) => ({
			name: words(group.name),
			options: planOptions(group.options),
		}));
		const initial = fieldsOf(item.initialOption).value;
		return {
			key: `${block}/${textOf(item.name) || i}`,
			label: words(item.name) || "Choose",
			command: textOfCommand(item.command),
			groups,
			initial: typeof initial === "string" ? initial : undefined,
		};
	});
}

function planMultiSelect(select: unknown): MultiSelectPlan | undefined {
	const fields = fieldsOf(select);
	const options = planOptions(fields.options);
	if (options.length === 0) return undefined;
	return {
		label: words(fields.name) || "Choose",
		body: planBody(fields.description),
		command: textOfCommand(fields.command),
		options,
		initial: planOptions(fields.initialOptions).map(({ value }) => value),
	};
}

function planOptions(options: unknown): readonly OptionPlan[] {
	return listOf(options, most.options).map(({ name, value }) => ({
		label: words(name) || plainOutput(textOf(value)),
		value: textOf(value),
	}));
}

function planInputs(inputs: unknown, isForm: boolean): readonly InputPlan[] {
	return listOf(inputs, most.inputs).map((input) => ({
		label: words(input.text) || "Text",
		placeholder: words(input.placeholder),
		command: withoutMention(textOf(input.command)).trimStart(),
		dispatch: isForm
			? "form"
			: textOf(input.dispatchedAction) === "on_character_entered"
				? "typing"
				: "enter",
	}));
}

/** The zero time of Go says that there is none. */
function timeOf(timestamp: unknown): string | undefined {
	const at = Date.parse(textOf(timestamp));
	return at > 0 ? new Date(at).toISOString() : undefined;
}

function words(value: unknown): string {
	return plainOutput(withoutMention(textOf(value))).trimEnd();
}

function textOfCommand(command: unknown): string {
	return withoutMention(textOf(command)).trim();
}
