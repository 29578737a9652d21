//! The shell's own words: tray and notifications. Everything else is said by the view.

use daehwa_domain::{
    agent::{AgentState, BreakReason},
    customer::Language,
};

/// What the shell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// Title of a ringing call's notification.
    IncomingCall,
    /// A caller whose number is withheld.
    NumberWithheld,
    /// Title of a due callback's notification.
    CallbackDue,
    /// Title of a notification about a promise in a case.
    CaseDue,
    /// Title of a notification about a chat that nobody has taken.
    NewChat,
    /// Takes the call.
    Answer,
    /// Brings the window up.
    Open,
    /// The tray's submenu of breaks.
    Break,
    /// Ends the desktop.
    Quit,
    /// A state of the agent.
    State(AgentState),
    /// A reason for a break.
    Reason(BreakReason),
}

impl Word {
    /// The word in a language.
    pub fn text(self, language: Language) -> &'static str {
        let (korean, english) = self.both();
        match language {
            Language::Ko => korean,
            Language::En => english,
        }
    }

    fn both(self) -> (&'static str, &'static str) {
        match self {
            Self::IncomingCall => ("전화가 왔습니다", "Incoming call"),
            Self::NumberWithheld => ("발신번호 표시제한", "Number withheld"),
            Self::CallbackDue => ("콜백할 시간입니다", "Callback due"),
            Self::CaseDue => ("요청·불만 처리 기한입니다", "Case due"),
            Self::NewChat => ("새 채팅이 왔습니다", "New chat"),
            Self::Answer => ("받기", "Answer"),
            Self::Open => ("열기", "Open"),
            Self::Break => ("휴식", "Break"),
            Self::Quit => ("종료", "Quit"),
            Self::State(AgentState::Offline) => ("오프라인", "Offline"),
            Self::State(AgentState::Available) => ("대기 중", "Available"),
            Self::State(AgentState::Ringing) => ("전화 수신 중", "Ringing"),
            Self::State(AgentState::Talking) => ("통화 중", "Talking"),
            Self::State(AgentState::OnHold) => ("보류 중", "On hold"),
            Self::State(AgentState::WrapUp) => ("후처리 중", "Wrap-up"),
            Self::State(AgentState::Break { reason }) => Self::Reason(reason).both(),
            Self::Reason(BreakReason::Rest) => ("휴식", "Rest"),
            Self::Reason(BreakReason::Meal) => ("식사", "Meal"),
            Self::Reason(BreakReason::Training) => ("교육", "Training"),
            Self::Reason(BreakReason::Meeting) => ("회의", "Meeting"),
            Self::Reason(BreakReason::BackOffice) => ("업무 처리", "Back office"),
        }
    }
}
