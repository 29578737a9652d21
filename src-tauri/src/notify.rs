//! Notifications of the operating system (D-8).

use std::{collections::HashMap, sync::Arc};

use daehwa_desk::host::{Click, Notification, Subject};
use notify_rust::{Hint, NotificationResponse, Timeout, Urgency};
use parking_lot::Mutex;
use tokio::sync::oneshot;

use crate::words::Word;

/// The notifications on screen.
pub struct Notifier {
    on_click: Arc<dyn Fn(Subject, Click) + Send + Sync>,
    /// Dropping a sender takes its notification off the screen.
    shown: Arc<Mutex<HashMap<Subject, oneshot::Sender<()>>>>,
}

impl Notifier {
    /// Clicks go to `on_click`.
    pub fn new(on_click: impl Fn(Subject, Click) + Send + Sync + 'static) -> Self {
        Self { on_click: Arc::new(on_click), shown: Arc::default() }
    }

    /// Shows a notification until it is clicked, put away, or withdrawn. Returns at once.
    pub fn show(&self, notification: Notification) {
        let subject = notification.subject;
        let (sender, withdrawn) = oneshot::channel();
        self.shown.lock().insert(subject, sender);
        let (on_click, shown) = (self.on_click.clone(), self.shown.clone());
        tauri::async_runtime::spawn(async move {
            let click = present(&worded(&notification), withdrawn).await;
            shown.lock().remove(&subject);
            if let Some(click) = click {
                on_click(subject, click);
            }
        });
    }

    /// Takes a notification off the screen, if it is still there.
    pub fn withdraw(&self, subject: Subject) {
        self.shown.lock().remove(&subject);
    }
}

fn worded(notification: &Notification) -> notify_rust::Notification {
    let say = |word: Word| word.text(notification.language);
    let who = [notification.name.as_deref(), notification.number.as_deref()];
    let who: Vec<&str> = who.into_iter().flatten().collect();
    let mut worded = notify_rust::Notification::new();
    worded
        .appname("Daehwa")
        .icon("daehwa")
        .body(&if who.is_empty() { say(Word::NumberWithheld).to_owned() } else { escaped(&who.join(" · ")) })
        .timeout(Timeout::Never)
        // It names a customer: no notification centre should keep it.
        .hint(Hint::Transient(true))
        // The phone rings by itself.
        .hint(Hint::SuppressSound(true));
    match notification.subject {
        Subject::Call(_) => worded
            .summary(say(Word::IncomingCall))
            .urgency(Urgency::Critical)
            .hint(Hint::Category("call.incoming".to_owned()))
            .action("answer", say(Word::Answer)),
        Subject::Callback(_) => worded.summary(say(Word::CallbackDue)),
        Subject::Case(_) => worded.summary(say(Word::CaseDue)),
        Subject::Chat(_) => worded.summary(say(Word::NewChat)),
    };
    // Some daemons report nothing at all without a default action.
    worded.action("open", say(Word::Open)).action("default", say(Word::Open));
    worded
}

async fn present(notification: &notify_rust::Notification, withdrawn: oneshot::Receiver<()>) -> Option<Click> {
    let handle = match notification.show_async().await {
        Ok(handle) => handle,
        Err(error) => {
            tracing::warn!(%error, "no notification can be shown");
            return None;
        }
    };
    let mut click = None;
    tokio::select! {
        () = handle.wait_for_action_async(|response| click = click_of(response)) => {}
        _ = withdrawn => {}
    }
    // Not every daemon takes it off by itself when it was clicked.
    handle.close_async().await;
    click
}

fn click_of(response: &NotificationResponse) -> Option<Click> {
    match response {
        NotificationResponse::Action(action) if action == "answer" => Some(Click::Answer),
        NotificationResponse::Action(_) | NotificationResponse::Default => Some(Click::Open),
        _ => None,
    }
}

/// Bodies are markup to most daemons, and a caller's name is hostile input.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use daehwa_domain::customer::Language;
    use uuid::Uuid;

    use super::*;

    fn ring(name: Option<&str>, number: Option<&str>) -> Notification {
        Notification {
            subject: Subject::Call(Uuid::nil().into()),
            name: name.map(str::to_owned),
            number: number.map(str::to_owned),
            language: Language::En,
        }
    }

    // D-8
    #[test]
    fn a_ringing_call_can_be_answered_or_opened_from_its_notification() {
        let worded = worded(&ring(Some("Kim"), Some("010-1234-5678")));
        assert_eq!(worded.summary, "Incoming call");
        assert_eq!(worded.body, "Kim · 010-1234-5678");
        assert_eq!(worded.actions, ["answer", "Answer", "open", "Open", "default", "Open"]);
    }

    #[test]
    fn a_callback_has_nothing_to_answer() {
        let subject = Subject::Callback(Uuid::nil().into());
        let worded = worded(&Notification { subject, ..ring(Some("Kim"), None) });
        assert_eq!(worded.actions, ["open", "Open", "default", "Open"]);
    }

    // D-12
    #[test]
    fn a_new_chat_says_who_waits_and_is_opened() {
        let subject = Subject::Chat(Uuid::nil().into());
        let worded = worded(&Notification { subject, ..ring(Some("Kim"), Some("My bill")) });
        assert_eq!((worded.summary.as_str(), worded.body.as_str()), ("New chat", "Kim · My bill"));
        assert_eq!(worded.actions, ["open", "Open", "default", "Open"]);
    }

    #[test]
    fn a_callers_name_is_no_markup() {
        assert_eq!(worded(&ring(Some("<a href='x'>&"), None)).body, "&lt;a href='x'&gt;&amp;");
        assert_eq!(worded(&ring(None, None)).body, "Number withheld");
    }
}
