//! The list of commands with its types as TypeScript.

use std::collections::BTreeMap;

use daehwa_desk::{
    api::{error::CommandError, event::UiEvent},
    commands::Tag,
    for_each_command,
};
use ts_rs::{Config, TS, TypeVisitor};

/// A command as the generators need it.
pub struct Command {
    /// `read` or `write`.
    pub kind: &'static str,
    /// Its name in Rust and on the wire.
    pub name: &'static str,
    /// Its input's type in TypeScript; `null` for none.
    pub input: String,
    /// Its output's type in TypeScript; `null` for none.
    pub output: String,
    /// What it shows or makes stale.
    pub tags: Vec<Tag>,
    /// What it does.
    pub doc: &'static str,
}

/// A type that travels.
pub struct Declaration {
    /// As ts-rs declares it.
    pub text: String,
    /// What it is.
    pub doc: Option<String>,
}

/// All commands, and all types that they and the events need, by name.
pub struct List {
    /// In the order of the list.
    pub commands: Vec<Command>,
    /// By name.
    pub types: BTreeMap<String, Declaration>,
}

/// Reads the list.
pub fn commands() -> List {
    let config = Config::new().with_large_int("number");
    let mut commands = Vec::new();
    let mut collector = Collector { config: &config, types: BTreeMap::new() };
    macro_rules! visit {
        ($($kind:ident $name:ident($input:ty) -> $output:ty [$($tag:ident),*] $doc:literal;)*) => {$(
            collector.visit::<$input>();
            collector.visit::<$output>();
            commands.push(Command {
                kind: stringify!($kind),
                name: stringify!($name),
                input: <$input as TS>::name(&config),
                output: <$output as TS>::name(&config),
                tags: vec![$(Tag::$tag),*],
                doc: $doc,
            });
        )*};
    }
    for_each_command!(visit);
    collector.visit::<UiEvent>();
    collector.visit::<CommandError>();
    collector.visit::<Tag>();
    List { commands, types: collector.types }
}

struct Collector<'a> {
    config: &'a Config,
    types: BTreeMap<String, Declaration>,
}

impl TypeVisitor for Collector<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // A type without a file of its own is TypeScript's or a container: only what it contains is declared.
        if T::output_path().is_some() {
            let name = T::ident(self.config);
            if self.types.contains_key(&name) {
                return;
            }
            self.types.insert(name, Declaration { text: T::decl(self.config), doc: T::docs() });
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}
