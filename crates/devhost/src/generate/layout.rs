//! Lays out a declaration of ts-rs for people: one field a line, short comments, plain keys.
//!
//! Understands what ts-rs makes of this workspace's types: unions of literals, names and objects. Anything else passes unchanged.

const INDENT: &str = "  ";
const MAX_WIDTH: usize = 110;

/// `type Name = …;` laid out.
pub fn declaration(text: &str) -> String {
    let Some((head, body)) = text.split_once(" = ") else { return text.to_owned() };
    let body = body.trim().trim_end_matches(';');
    let union = Reader { rest: body }.union();
    let line = format!("{head} = {};", union.inline());
    if !union.is_commented() && line.len() <= MAX_WIDTH {
        return line;
    }
    match union.0.as_slice() {
        [only] => format!("{head} = {};", only.block(0)),
        several => {
            let lines: Vec<String> = several.iter().map(|term| format!("\n{INDENT}| {}", term.block(2))).collect();
            format!("{head} ={};", lines.concat())
        }
    }
}

/// A comment of ts-rs on one line where it has one.
pub fn comment(doc: &str) -> String {
    let lines: Vec<&str> = doc
        .lines()
        .map(|line| line.trim().trim_start_matches("/**").trim_start_matches("*/").trim_start_matches('*').trim())
        .filter(|line| !line.is_empty())
        .collect();
    format!("/** {} */", lines.join(" "))
}

/// Types joined by `|`.
struct Union(Vec<Term>);

enum Term {
    /// A name, a literal, an array, a map.
    Plain(String),
    Object(Vec<Field>),
}

struct Field {
    doc: Option<String>,
    key: String,
    value: Union,
}

impl Union {
    fn is_commented(&self) -> bool {
        self.0.iter().any(|term| match term {
            Term::Plain(_) => false,
            Term::Object(fields) => fields.iter().any(|field| field.doc.is_some() || field.value.is_commented()),
        })
    }

    fn inline(&self) -> String {
        let terms: Vec<String> = self.0.iter().map(Term::inline).collect();
        terms.join(" | ")
    }

    fn block(&self, depth: usize) -> String {
        let terms: Vec<String> = self.0.iter().map(|term| term.block(depth)).collect();
        terms.join(" | ")
    }
}

impl Term {
    fn inline(&self) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::Object(fields) => {
                let fields: Vec<String> =
                    fields.iter().map(|it| format!("{}: {}", it.key, it.value.inline())).collect();
                format!("{{ {} }}", fields.join("; "))
            }
        }
    }

    fn block(&self, depth: usize) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::Object(fields) => {
                let inline = self.inline();
                let commented = fields.iter().any(|field| field.doc.is_some() || field.value.is_commented());
                if !commented && inline.len() <= MAX_WIDTH {
                    return inline;
                }
                let margin = INDENT.repeat(depth + 1);
                let mut text = String::from("{\n");
                for field in fields {
                    if let Some(doc) = &field.doc {
                        text.push_str(&format!("{margin}{doc}\n"));
                    }
                    text.push_str(&format!("{margin}{}: {};\n", field.key, field.value.block(depth + 1)));
                }
                text + &INDENT.repeat(depth) + "}"
            }
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn union(&mut self) -> Union {
        let mut terms = vec![self.term()];
        while self.accept('|') {
            terms.push(self.term());
        }
        Union(terms)
    }

    fn term(&mut self) -> Term {
        self.skip_space();
        let is_map = self.rest.starts_with("{ [");
        if !is_map && self.accept('{') { self.object() } else { Term::Plain(self.plain().trim().to_owned()) }
    }

    fn object(&mut self) -> Term {
        let mut fields = Vec::new();
        while !self.accept('}') && !self.rest.is_empty() {
            let doc = self.doc();
            let key = self.until(':').trim().trim_matches('"').to_owned();
            let value = self.union();
            fields.push(Field { doc, key, value });
            self.accept(',');
        }
        Term::Object(fields)
    }

    fn doc(&mut self) -> Option<String> {
        self.skip_space();
        let end = self.rest.starts_with("/**").then(|| self.rest.find("*/")).flatten()? + 2;
        let (doc, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(comment(doc))
    }

    /// Up to the next `|`, `,` or `}` outside of brackets and quotes.
    fn plain(&mut self) -> &'a str {
        let mut depth = 0_u32;
        let mut quoted = false;
        let end = self.rest.char_indices().find(|&(_, sign)| {
            match sign {
                '"' => quoted = !quoted,
                '<' | '[' | '{' | '(' if !quoted => depth += 1,
                '}' if !quoted && depth == 0 => return true,
                '>' | ']' | '}' | ')' if !quoted => depth = depth.saturating_sub(1),
                '|' | ',' if !quoted && depth == 0 => return true,
                _ => {}
            }
            false
        });
        let (text, rest) = self.rest.split_at(end.map_or(self.rest.len(), |(at, _)| at));
        self.rest = rest;
        text
    }

    fn until(&mut self, sign: char) -> &'a str {
        let (text, rest) = self.rest.split_once(sign).unwrap_or((self.rest, ""));
        self.rest = rest;
        text
    }

    fn accept(&mut self, sign: char) -> bool {
        self.skip_space();
        self.rest.strip_prefix(sign).map(|rest| self.rest = rest).is_some()
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_gets_one_line_for_each_commented_field() {
        let text = "type Form = { \n/**\n * Which.\n */\ncall: CallId, \n/**\n * Off or\n * on.\n */\n\"muted\": boolean | null, };";
        let laid_out =
            "type Form = {\n  /** Which. */\n  call: CallId;\n  /** Off or on. */\n  muted: boolean | null;\n};";
        assert_eq!(declaration(text), laid_out);
    }

    #[test]
    fn a_union_of_short_terms_stays_on_one_line_and_a_commented_one_is_broken() {
        assert_eq!(declaration("type A = \"x\" | \"y|z\";"), "type A = \"x\" | \"y|z\";");
        let text =
            "type S = { \"is\": \"on\" } | { \"is\": \"off\", \n/**\n * Why.\n */\nwhy: Array<[string, number]>, };";
        let laid_out = "type S =\n  | { is: \"on\" }\n  | {\n      is: \"off\";\n      /** Why. */\n      why: Array<[string, number]>;\n    };";
        assert_eq!(declaration(text), laid_out);
    }

    #[test]
    fn maps_and_nested_objects_keep_their_shape() {
        assert_eq!(declaration("type M = { [key in string]: string };"), "type M = { [key in string]: string };");
        let nested = "type N = { \"event\": \"levels\", \"data\": { \n/**\n * In.\n */\ninput: number, } };";
        let laid_out = "type N = {\n  event: \"levels\";\n  data: {\n    /** In. */\n    input: number;\n  };\n};";
        assert_eq!(declaration(nested), laid_out);
    }
}
