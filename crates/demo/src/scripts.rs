//! What agents of the demo centre say and ask: the scripts that a telephone company begins with.

use daehwa_domain::{
    dialogue::Topic,
    id::ScriptId,
    script::{Script, TELECOM, file},
};

use crate::{centre::OPENED, dice::Dice};

/// The scripts for these topics.
pub(crate) fn scripts(topics: &[Topic], dice: &mut Dice) -> Vec<Script> {
    // The tests below read the same file: one that can't be read is never built in.
    let drafts = file::read(TELECOM, topics).unwrap_or_default();
    drafts.into_iter().map(|read| read.draft.publish(ScriptId(dice.id(OPENED)), topics)).collect()
}

#[cfg(test)]
mod tests {
    use daehwa_domain::script::ScriptDraft;

    use crate::centre::Centre;

    #[test]
    fn every_script_of_the_demo_could_be_published_d_11() {
        let centre = Centre::new(7);
        assert_eq!(centre.scripts.len(), 5);
        for script in &centre.scripts {
            let draft = ScriptDraft::of(script, &centre.topics);
            assert_eq!(draft.problems(&centre.scripts, &centre.topics), [], "{}", script.key);
        }
    }
}
