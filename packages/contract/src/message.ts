import { z } from "zod";

/*
 * The neutral message: what a plugin answers and every chat platform renders in its own way.
 * Its JSON form is Botkube's (docs/architecture/botkube-compatibility.md#message-format), so plugins made for it keep working.
 */

const text = z.string();

const bodySchema = z.object({
	codeBlock: text.optional(),
	plaintext: text.optional(),
});

const buttonSchema = z.object({
	description: text.optional(),
	descriptionStyle: z.enum(["", "bold", "italic", "text", "code"]).optional(),
	name: text.optional(),
	command: text.optional(),
	url: text.optional(),
	style: z.enum(["", "primary", "danger"]).optional(),
});

const optionSchema = z.object({
	name: text.default(""),
	value: text.default(""),
});

const multiSelectSchema = z.object({
	name: text.optional(),
	description: bodySchema.optional(),
	command: text.optional(),
	options: z.array(optionSchema).nullish(),
	initialOptions: z.array(optionSchema).nullish(),
});

const selectSchema = z.object({
	type: text.optional(),
	name: text.optional(),
	command: text.optional(),
	optionGroups: z
		.array(
			z.object({
				name: text.optional(),
				options: z.array(optionSchema).nullish(),
			}),
		)
		.nullish(),
	initialOption: optionSchema.nullish(),
});

const inputSchema = z.object({
	command: text.optional(),
	text: text.optional(),
	placeholder: text.optional(),
	dispatchedAction: z
		.enum(["", "on_enter_pressed", "on_character_entered"])
		.optional(),
});

const sectionSchema = z.object({
	style: z.object({ divider: z.enum(["", "none"]).optional() }).optional(),
	header: text.optional(),
	description: text.optional(),
	body: bodySchema.optional(),
	buttons: z.array(buttonSchema).nullish(),
	multiSelect: multiSelectSchema.optional(),
	selects: z
		.object({ id: text.optional(), items: z.array(selectSchema).nullish() })
		.optional(),
	plaintextInputs: z.array(inputSchema).nullish(),
	textFields: z
		.array(z.object({ key: text.optional(), value: text.optional() }))
		.nullish(),
	bulletLists: z
		.array(z.object({ title: text.optional(), items: z.array(text).nullish() }))
		.nullish(),
	context: z.array(z.object({ text: text.optional() })).nullish(),
});

export const messageTypes = [
	"",
	"basicCardWithButtonsInSeparateMessage",
	"baseBodyWithFilter",
	"nonInteractiveEventSingleSection",
	"form",
	"threadMessage",
	"skipMessage",
] as const;

/** A message as JSON. Keys this build does not know are dropped, so that a newer plugin is still heard. */
export const messageSchema = z.object({
	type: z.enum(messageTypes).optional(),
	baseBody: bodySchema.optional(),
	timestamp: text.optional(),
	sections: z.array(sectionSchema).nullish(),
	plaintextInputs: z.array(inputSchema).nullish(),
	onlyVisibleForYou: z.boolean().optional(),
	replaceOriginal: z.boolean().optional(),
	userHandle: text.optional(),
	parentActivityId: text.optional(),
});
export type Message = z.output<typeof messageSchema>;
