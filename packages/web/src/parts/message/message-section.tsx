import { Divider, Text, Title } from "@mantine/core";
import classes from "./message.module.css";
import { MessageBody } from "./message-body.tsx";
import { MessageButtons } from "./message-buttons.tsx";
import { TextInputs } from "./message-inputs.tsx";
import { MultiChoice, SingleChoice } from "./message-selects.tsx";
import type { SectionPlan } from "./plan-message.ts";

/** One section of a message, in the order its parts have on every platform. */
export function MessageSection({ section }: { readonly section: SectionPlan }) {
	const { multiSelect } = section;
	return (
		<div className={classes.section}>
			{section.hasDivider && <Divider />}
			{section.header !== "" && (
				<Title order={3} size="h6" className={classes.text}>
					{section.header}
				</Title>
			)}
			{section.description !== "" && (
				<Text size="sm" className={classes.text}>
					{section.description}
				</Text>
			)}
			<MessageBody body={section.body} />
			<Fields fields={section.fields} />
			<Lists lists={section.lists} />
			{multiSelect && (
				<div className={classes.group}>
					<MessageBody body={multiSelect.body} />
					<MultiChoice select={multiSelect} />
				</div>
			)}
			{section.selects.length > 0 && (
				<div className={classes.row}>
					{section.selects.map((select) => (
						<SingleChoice key={select.key} select={select} />
					))}
				</div>
			)}
			<MessageButtons buttons={section.buttons} />
			<TextInputs inputs={section.inputs} />
			{section.context.map((text) => (
				<Text key={text} size="xs" c="dimmed" className={classes.text}>
					{text}
				</Text>
			))}
		</div>
	);
}

function Fields({ fields }: Pick<SectionPlan, "fields">) {
	if (fields.length === 0) return null;
	return (
		<dl className={classes.fields}>
			{fields.map(({ key, value }, place) => (
				<div key={place}>
					<dt>{key}</dt>
					<dd>{value}</dd>
				</div>
			))}
		</dl>
	);
}

function Lists({ lists }: Pick<SectionPlan, "lists">) {
	return lists.map(({ title, items }, place) => (
		<div key={place}>
			{title !== "" && (
				<Text size="sm" fw={600} className={classes.text}>
					{title}
				</Text>
			)}
			<ul className={classes.list}>
				{items.map((item, i) => (
					<li key={i}>{item}</li>
				))}
			</ul>
		</div>
	));
}
