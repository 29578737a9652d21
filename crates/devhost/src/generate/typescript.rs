//! The UI's part: the types that travel, and a typed client.

use std::fmt::Write;

use daehwa_desk::{api::event::UI_EVENT, commands::Tag};

use super::{HEADER, layout, list::List};

/// `types.ts`: every type that commands and events need, by name.
pub fn types(list: &List) -> String {
    let mut text = format!("// {HEADER}\n");
    for declaration in list.types.values() {
        text.push('\n');
        if let Some(doc) = &declaration.doc {
            let _ = writeln!(text, "{}", layout::comment(doc));
        }
        let _ = writeln!(text, "export {}", layout::declaration(&declaration.text));
    }
    text
}

/// `commands.ts`: inputs and outputs of all commands, what each shows or makes stale, and a client.
pub fn client(list: &List) -> String {
    let mut text = format!("// {HEADER}\n\nimport type {{\n");
    for name in imported(list) {
        let _ = writeln!(text, "  {name},");
    }
    text.push_str("} from \"./types\";\n");
    let _ = write!(
        text,
        "\n/** The name under which every `UiEvent` travels. */\nexport const UI_EVENT = \"{UI_EVENT}\";\n"
    );

    text.push_str(
        "\n/** Input and output of each command, by its name on the wire. */\nexport interface CommandTypes {\n",
    );
    for command in &list.commands {
        let _ = writeln!(text, "  {}: {{ input: {}; output: {} }};", command.name, command.input, command.output);
    }
    text.push_str("}\n\n/** A command's name on the wire. */\nexport type CommandName = keyof CommandTypes;\n");

    text.push_str(
        "\n/** Whether a command only reads, and what it shows (read) or makes stale (write). */\n\
         export const commandTable: { readonly [N in CommandName]: { kind: \"read\" | \"write\"; tags: readonly Tag[] } } = {\n",
    );
    for command in &list.commands {
        let _ =
            writeln!(text, "  {}: {{ kind: \"{}\", tags: [{}] }},", command.name, command.kind, tags(&command.tags));
    }
    text.push_str("};\n");

    text.push_str(
        "\n/** Carries a command to the desk; `input` is null for a command without one. Rejects with a `CommandError`. */\n\
         export type Invoke = (name: CommandName, input: unknown) => Promise<unknown>;\n\
         \n/** All commands as functions over `invoke`. */\n\
         export function makeCommands(invoke: Invoke) {\n  \
         function call<N extends CommandName>(name: N, input: CommandTypes[N][\"input\"]): Promise<CommandTypes[N][\"output\"]> {\n    \
         return invoke(name, input) as Promise<CommandTypes[N][\"output\"]>;\n  \
         }\n  return {\n",
    );
    for command in &list.commands {
        let function = camel_case(command.name);
        let (parameters, argument) = if command.input == "null" {
            (String::new(), "null")
        } else {
            (format!("input: {}", command.input), "input")
        };
        let _ = writeln!(
            text,
            "    /** {} */\n    {function}: ({parameters}): Promise<{}> => call(\"{}\", {argument}),",
            command.doc, command.output, command.name
        );
    }
    text.push_str(
        "  };\n}\n\n/** All commands as functions. */\nexport type Commands = ReturnType<typeof makeCommands>;\n",
    );
    text
}

/// The declared types that the commands name, in order.
fn imported(list: &List) -> Vec<&str> {
    let is_used = |name: &str| {
        let names = |text: &str| text.split(|sign: char| !sign.is_alphanumeric()).any(|word| word == name);
        name == "Tag" || list.commands.iter().any(|command| names(&command.input) || names(&command.output))
    };
    list.types.keys().map(String::as_str).filter(|name| is_used(name)).collect()
}

fn tags(tags: &[Tag]) -> String {
    let names: Vec<String> = tags.iter().filter_map(|tag| serde_json::to_string(tag).ok()).collect();
    names.join(", ")
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut text, word| {
        let mut signs = word.chars();
        text.extend(signs.next().map(|sign| sign.to_ascii_uppercase()));
        text + signs.as_str()
    })
}
