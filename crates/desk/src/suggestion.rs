//! Topics are suggested from what was said (H-1): by the centre's own model, on this desktop, also without the server.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use daehwa_cache::{MessageRow, TriageRow};
use daehwa_domain::{
    classifier::Bag,
    conversation::MessageKind,
    dialogue::{Purpose, Topic},
    id::CustomerId,
    interaction::Direction,
    topic_model::{Evidence, TopicModel},
};
use daehwa_protocol::topic_model::{FILE_PATH, ModelFile, ModelVersion, VERSION_PATH, unpack};
use daehwa_sync::Link;
use parking_lot::Mutex;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    Desk,
    api::{
        error::{CommandError, ErrorCode},
        suggestion::{SuggestionAgreement, SuggestionReport, TopicAsk, TopicSuggestion},
        wrap_up::DialogueChoice,
    },
    commands::Tag,
    customers::off_the_runtime,
    desk::Inner,
    fault::chain,
    session::Unanswered,
    shift::Shift,
};

/// How often it is looked whether the server has learned anew.
const LOOK_EVERY: Duration = Duration::from_secs(60 * 60);
/// How often while it has learned nothing, or did not answer.
const LOOK_FOR_FIRST: Duration = Duration::from_secs(5 * 60);
/// How often it is looked whether the server is at hand.
const WAIT: Duration = Duration::from_secs(5);

/// The model, read from the local data when it is asked for the first time.
#[derive(Default)]
pub(crate) struct KnownModel(Mutex<Option<Option<Arc<TopicModel>>>>);

impl KnownModel {
    fn get(&self, shift: &Shift) -> Result<Option<Arc<TopicModel>>, CommandError> {
        let mut known = self.0.lock();
        if let Some(model) = &*known {
            return Ok(model.clone());
        }
        let read = shift.cache.topic_model()?.and_then(|body| match unpack(&body) {
            Ok(model) => Some(Arc::new(model)),
            Err(error) => {
                tracing::warn!(error = chain(&error), "the model of topics can't be read");
                None
            }
        });
        *known = Some(read.clone());
        Ok(read)
    }

    fn forget(&self) {
        *self.0.lock() = None;
    }
}

/// What came of looking.
enum Looked {
    /// There is a newer model here now.
    Newer,
    /// The one that is here is the newest.
    Same,
    /// The centre has learned nothing yet.
    None,
}

/// Follows the server's model until the shift is over.
pub(crate) async fn follow(desk: Weak<Inner>, shift: Arc<Shift>) {
    loop {
        let is_online = shift.link.lock().sync.link == Link::Online;
        let pause = match is_online.then_some(fetch(&shift)) {
            None => WAIT,
            Some(looked) => match looked.await {
                Ok(Looked::Newer) => {
                    shift.model.forget();
                    let Some(desk) = desk.upgrade().map(Desk::from) else { return };
                    desk.emit_stale(vec![Tag::Topics, Tag::WorkList], Vec::new());
                    LOOK_EVERY
                }
                Ok(Looked::Same) => LOOK_EVERY,
                Ok(Looked::None) => LOOK_FOR_FIRST,
                Err(error) => {
                    tracing::info!(?error, "no newer model of topics");
                    LOOK_FOR_FIRST
                }
            },
        };
        tokio::select! {
            () = shift.over.cancelled() => return,
            () = shift.host.sleep(pause) => {}
        }
    }
}

/// Fetches the newest model, unless it is here.
async fn fetch(shift: &Shift) -> Result<Looked, CommandError> {
    let newest: ModelVersion = match shift.uplink.ask(VERSION_PATH, None).await {
        Ok(answer) => read(answer)?,
        Err(Unanswered::NotThere) => return Ok(Looked::None),
        Err(why) => return Err(why.into()),
    };
    if shift.cache.topic_model_version()? == Some(newest.version) {
        return Ok(Looked::Same);
    }
    let file: ModelFile = read(shift.uplink.ask(FILE_PATH, None).await?)?;
    let broken = || CommandError::with(ErrorCode::Internal, "topic_model");
    let body = STANDARD.decode(&file.body).map_err(|_| broken())?;
    // What can't be read here is not kept: the one before goes on.
    unpack(&body).map_err(|_| broken())?;
    shift.cache.keep_topic_model(&file.version, &body)?;
    Ok(Looked::Newer)
}

fn read<T: DeserializeOwned>(answer: Value) -> Result<T, CommandError> {
    serde_json::from_value(answer).map_err(|_| CommandError::with(ErrorCode::Internal, "topic_model"))
}

impl Desk {
    /// What something is probably about; nothing when that is not sure enough, or the centre has not learned its topics.
    pub async fn suggest_topic(&self, ask: TopicAsk) -> Result<Option<TopicSuggestion>, CommandError> {
        let shift = self.shift()?;
        off_the_runtime(move || {
            let Some(model) = shift.model.get(&shift)? else { return Ok(None) };
            let mut evidence = Evidence::default();
            let customer = match ask {
                TopicAsk::Note { customer, text } => {
                    evidence.add(&text);
                    customer
                }
                TopicAsk::Conversation { id } => {
                    let view = shift.conversation_view(id)?;
                    view.messages.iter().for_each(|it| add_message(&mut evidence, it));
                    view.row.customer.id
                }
            };
            shift.suggestion(&model, &evidence, customer)
        })
        .await
    }

    /// How good suggestions are; `None` before the centre has learned its topics.
    pub async fn suggestion_report(&self, (): ()) -> Result<Option<SuggestionReport>, CommandError> {
        let shift = self.supervision()?;
        off_the_runtime(move || {
            let report = |it: Arc<TopicModel>| SuggestionReport {
                learned_ms: it.trained_ms,
                dialogues: it.dialogues,
                topics: it.topics.clone(),
                before: it.before.map(|it| SuggestionAgreement {
                    since_ms: it.since_ms,
                    dialogues: it.dialogues,
                    suggested: it.suggested,
                    agreed: it.agreed,
                }),
            };
            Ok(shift.model.get(&shift)?.map(report))
        })
        .await
    }
}

/// What words speak for.
pub(crate) struct Told<'a> {
    pub topic: &'a Topic,
    pub percent: u8,
    pub words: Vec<String>,
}

impl Shift {
    /// What contacts in triage are probably about.
    pub(crate) fn told_in_triage<'a>(
        &self,
        rows: &[TriageRow],
        topics: &'a [Topic],
    ) -> Result<Vec<Option<Told<'a>>>, CommandError> {
        let Some(model) = self.model.get(self)? else { return Ok(rows.iter().map(|_| None).collect()) };
        let told = |row: &TriageRow| {
            let mut evidence = Evidence::default();
            match self.cache.message(row.interaction.id)? {
                Some(message) => add_message(&mut evidence, &message),
                None => evidence.add(row.words.as_deref().unwrap_or(&row.interaction.summary)),
            }
            Ok(told(&model, &evidence, topics))
        };
        rows.iter().map(told).collect()
    }

    fn suggestion(
        &self,
        model: &TopicModel,
        evidence: &Evidence,
        customer: CustomerId,
    ) -> Result<Option<TopicSuggestion>, CommandError> {
        let topics = self.cache.topics()?;
        let Some(Told { topic, percent, words }) = told(model, evidence, &topics) else { return Ok(None) };
        let view = self.customer_view(customer)?;
        let open = view.dialogues.iter().find(|it| it.open && it.topic == topic.id);
        // Quality first (P-11): while a complaint is open, nothing that is sold begins.
        if open.is_none() && topic.purpose == Purpose::Sales && view.care.complaint.is_some() {
            return Ok(None);
        }
        let choice =
            open.map_or(DialogueChoice::New { topic: topic.id }, |it| DialogueChoice::Existing { dialogue: it.id });
        Ok(Some(TopicSuggestion { topic: topic.id, choice, percent, words }))
    }
}

fn told<'a>(model: &TopicModel, evidence: &Evidence, topics: &'a [Topic]) -> Option<Told<'a>> {
    let found = model.suggest(&Bag::of(evidence.text()))?;
    let topic = topics.iter().find(|it| it.id == found.topic && !it.retired)?;
    let words = model.reasons(evidence.text(), topic.id);
    Some(Told { topic, percent: (found.probability * 100.0).round() as u8, words })
}

/// What a message tells: the customer's own words, and what we noted about it.
fn add_message(evidence: &mut Evidence, row: &MessageRow) {
    let message = &row.message;
    if message.direction == Direction::Inbound && message.kind == MessageKind::Person {
        evidence.add(&message.subject);
        evidence.add(&message.text);
    }
    row.notes.iter().for_each(|it| evidence.add(&it.text));
}
