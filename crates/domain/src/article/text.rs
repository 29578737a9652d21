//! Simple structured text: paragraphs, headings (`# …`), points (`- …`) and steps (`1. …`). What is nothing of it is a paragraph, so that
//! no text is wrong.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
#[ts(rename = "TextBlock")]
pub enum Block {
    /// A heading.
    Heading {
        /// Its words.
        text: String,
    },
    /// Words; a line of the text is a line.
    Paragraph {
        /// The words.
        text: String,
    },
    /// Points in no order.
    Points {
        /// Each in a line.
        items: Vec<String>,
    },
    /// Steps in their order.
    Steps {
        /// Each in a line.
        items: Vec<String>,
    },
}

/// The parts of a text.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut is_new = true;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            is_new = true;
            continue;
        }
        match (read(line), blocks.last_mut()) {
            (Block::Points { items: next }, Some(Block::Points { items }))
            | (Block::Steps { items: next }, Some(Block::Steps { items })) => items.extend(next),
            (Block::Paragraph { text: next }, Some(Block::Paragraph { text })) if !is_new => {
                text.push('\n');
                text.push_str(&next);
            }
            (next, _) => blocks.push(next),
        }
        is_new = false;
    }
    blocks
}

/// What a line begins, or adds to.
fn read(line: &str) -> Block {
    if let Some(text) = line.strip_prefix("# ") {
        return Block::Heading { text: text.trim().to_owned() };
    }
    if let Some(item) = ["- ", "* ", "• "].iter().find_map(|mark| line.strip_prefix(mark)) {
        return Block::Points { items: vec![item.trim().to_owned()] };
    }
    let number = line.find(|it: char| !it.is_ascii_digit()).unwrap_or(0);
    match line[number..].strip_prefix(". ").or_else(|| line[number..].strip_prefix(") ")) {
        Some(item) if number > 0 => Block::Steps { items: vec![item.trim().to_owned()] },
        _ => Block::Paragraph { text: line.to_owned() },
    }
}
