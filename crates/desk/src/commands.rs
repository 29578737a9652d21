//! The one list of the UI's commands. The dispatcher, the shell's handlers and permissions, devhost's route and the
//! TypeScript client are all made from it.
//!
//! `read` commands change nothing; their tags name what they show. A `write` command's tags name what it makes stale:
//! after it, [`crate::api::event::UiEvent::Stale`] carries them and the UI reads again what it has on screen.

/// Hands the list to another macro: `for_each_command!(visit)` expands to `visit! { … }`.
///
/// A line is: `kind name(Input) -> Output [Tag, …] "what it does";`
#[macro_export]
macro_rules! for_each_command {
    ($visit:ident) => {
        $visit! {
            read snapshot(()) -> $crate::api::Snapshot [Session, Calls, Agent, Sync, WorkList, Settings] "Everything a view needs to come up, also in the middle of a call.";

            write sign_in($crate::api::session::SignInForm) -> $crate::api::session::Session [Session, Agent, Sync, Customer, WorkList, Settings] "Signs in to the server, or unlocks the cache when the server can't be reached.";
            write trust_certificate($crate::api::session::TrustForm) -> () [Session] "Trusts the certificate with this fingerprint for this server from now on.";
            write sign_out(()) -> () [Session, Agent, Calls, Sync, WorkList] "Signs out; unsent work stays in the outbox.";

            write set_agent_state(daehwa_domain::agent::WantedState) -> daehwa_domain::agent::AgentStatus [Agent] "Asks for a state; during a call it becomes the next one.";

            write dial($crate::api::call::DialForm) -> daehwa_domain::id::CallId [Calls, Agent] "Calls a number; a call that is up is put on hold first.";
            write answer(daehwa_domain::id::CallId) -> () [Calls, Agent] "Answers a ringing call; a call that is up is put on hold first.";
            write reject(daehwa_domain::id::CallId) -> () [Calls, Agent] "Rejects a ringing call.";
            write hang_up(daehwa_domain::id::CallId) -> () [Calls, Agent] "Ends a call.";
            write hold(daehwa_domain::id::CallId) -> () [Calls, Agent] "Puts a call on hold.";
            write resume(daehwa_domain::id::CallId) -> () [Calls, Agent] "Takes a call back; another that is up is put on hold.";
            write set_mute($crate::api::call::MuteForm) -> () [Calls] "Turns our microphone off or on.";
            write send_digit($crate::api::call::DigitForm) -> () [] "Sends a key of the keypad (RFC 4733).";
            write transfer($crate::api::call::TransferForm) -> () [Calls] "Hands a call to another number without asking there first.";
            write attach_customer($crate::api::call::AttachForm) -> $crate::api::call::CallView [Calls] "Says which customer a call is with.";

            read search($crate::api::customer::SearchQuery) -> $crate::api::customer::SearchResults [Customer] "Searches the whole cache as one types.";
            read customer(daehwa_domain::id::CustomerId) -> $crate::api::customer::CustomerView [Customer] "All that is known of a customer.";
            read timeline($crate::api::customer::TimelineQuery) -> $crate::api::customer::TimelinePage [Customer] "A page of a customer's contacts, newest first.";
            write create_customer($crate::api::customer::NewCustomer) -> $crate::api::customer::CustomerView [Customer, Calls] "Makes a customer, and ties the given call to it.";
            write edit_customer($crate::api::customer::CustomerEdit) -> $crate::api::customer::CustomerView [Customer] "Sets fields of a customer.";
            write add_contact_point($crate::api::customer::NewContactPoint) -> $crate::api::customer::CustomerView [Customer] "Adds a number or address.";
            write edit_contact_point($crate::api::customer::ContactPointEdit) -> $crate::api::customer::CustomerView [Customer] "Sets fields of a number or address.";
            write resolve_conflict($crate::api::customer::ConflictChoice) -> $crate::api::customer::CustomerView [Customer] "Decides between two values of a field.";
            read look_alikes(daehwa_domain::id::CustomerId) -> Vec<$crate::api::identity::LookAlike> [Customer] "Customers who may be the same person, the most probable first.";
            read preview_merge($crate::api::identity::Pair) -> $crate::api::identity::MergePreview [Customer] "What merging two customers would do.";
            write merge_customers($crate::api::identity::MergeForm) -> $crate::api::customer::CustomerView [Customer, Calls, WorkList, Sync] "Makes two customers one.";
            write undo_merge($crate::api::identity::MergeRef) -> $crate::api::customer::CustomerView [Customer, Calls, WorkList, Sync] "Makes two of a customer again.";
            write keep_apart($crate::api::identity::Pair) -> Vec<$crate::api::identity::LookAlike> [Customer, Sync] "Says that two customers who look alike are two people; who looks alike otherwise.";
            write confirm_field($crate::api::care::ConfirmForm) -> $crate::api::customer::CustomerView [Customer] "Writes down that the customer said that a field is right.";
            read silent_customers(()) -> Option<$crate::api::care::Silent> [Customer] "Customers of value who had no contact for too long; nothing when something else was asked for meanwhile.";
            write save_remark($crate::api::customer::RemarkForm) -> $crate::api::customer::CustomerView [Customer] "Adds or edits a preference, promise, warning or handling note.";
            write record_consent($crate::api::customer::ConsentForm) -> $crate::api::customer::CustomerView [Customer] "Records a consent given or withdrawn.";
            write record_participation($crate::api::engagement::ParticipationForm) -> $crate::api::customer::CustomerView [Customer, WorkList, Sync] "Writes down an answered survey, a referral or feedback.";
            write record_delivered($crate::api::engagement::DeliveredForm) -> $crate::api::customer::CustomerView [Customer, Sync] "Writes down what was done for a customer.";
            write open_dialogue($crate::api::customer::OpenDialogueForm) -> $crate::api::customer::CustomerView [Customer] "Begins a dialogue, or finds the open one on that topic.";
            write move_stage($crate::api::customer::MoveStageForm) -> $crate::api::customer::CustomerView [Customer] "Moves a dialogue to a stage.";
            write undo_move($crate::api::dialogue::DialogueRef) -> $crate::api::customer::CustomerView [Customer] "Takes back the stage move that this user just made.";
            read evidence($crate::api::dialogue::DialogueRef) -> $crate::api::dialogue::DialogueEvidence [Customer, Topics] "The contacts and stage moves behind a dialogue.";

            write save_draft($crate::api::wrap_up::Draft) -> () [] "Journals the note of a call; durable when it returns.";
            read wrap_up_form(daehwa_domain::id::CallId) -> $crate::api::wrap_up::WrapUpForm [Calls, Customer] "The form owed for a call, filled in as far as known.";
            write wrap_up($crate::api::wrap_up::WrapUpEntry) -> () [Calls, Agent, Customer, WorkList, Sync] "Commits outcome, note, stage move, next step and callback in one transaction.";

            read script(daehwa_domain::id::CallId) -> $crate::api::scripts::ScriptPane [Calls, Customer, Scripts] "What to say and ask in a call: the script that fits, or the one that is followed.";
            write choose_script($crate::api::scripts::ScriptChoice) -> $crate::api::scripts::ScriptPane [] "Turns to a script; what was answered along another one stays.";
            write follow_script($crate::api::scripts::ScriptStep) -> $crate::api::scripts::ScriptPane [] "Goes a step along a script, or back; journalled when it returns.";

            read find_articles($crate::api::articles::ArticleQuery) -> $crate::api::articles::ArticlesFound [Articles, Topics, Customer] "Articles by what is typed so far and what is talked about, the best first.";
            read article($crate::api::articles::ArticleAsk) -> $crate::api::articles::ArticleView [Articles] "An article to be read, and to be inserted.";
            read article_book(()) -> Vec<daehwa_domain::article::Article> [Articles] "All articles, by title; for supervisors and administrators, as all that edits them.";
            write save_article($crate::api::articles::ArticleDraft) -> daehwa_domain::article::Article [Articles, Sync] "Makes or changes an article.";

            read parse_when(String) -> $crate::api::work::ParsedWhen [] "Understands a moment such as \"내일 오후 3시\" or \"tomorrow 3pm\".";
            read work_list(()) -> $crate::api::work::WorkList [WorkList, Calls] "What waits for this agent.";
            write dismiss_missed(daehwa_domain::id::CallId) -> () [WorkList] "Takes the missed calls of a number off the list.";
            read triage(()) -> $crate::api::triage::Triage [WorkList, Topics] "Contacts that belong to no dialogue yet, with where they could belong.";
            read suggest_topic($crate::api::suggestion::TopicAsk) -> Option<$crate::api::suggestion::TopicSuggestion> [] "What something is probably about, by its words; nothing when that is not sure enough.";
            read suggestion_report(()) -> Option<$crate::api::suggestion::SuggestionReport> [Topics] "How often suggested topics are what people chose; for supervisors and administrators.";
            write assign($crate::api::triage::AssignForm) -> () [WorkList, Customer, Sync] "Puts a contact to a dialogue, or back into triage.";
            write create_callback($crate::api::work::NewCallback) -> $crate::api::work::CallbackView [WorkList, Customer] "Promises a call back.";
            write edit_callback($crate::api::work::CallbackEdit) -> $crate::api::work::CallbackView [WorkList, Customer] "Moves, takes, finishes or calls off a callback.";

            read topics(()) -> Vec<daehwa_domain::dialogue::Topic> [Topics] "Topics and their stages.";
            read topic_overview(()) -> $crate::api::topics::TopicOverview [Topics, Customer] "The topics with their open dialogues; for administrators, as all that follows on topics.";
            read check_topic(daehwa_domain::topic::TopicDraft) -> $crate::api::topics::DraftCheck [Topics] "What keeps a draft from being published.";
            read preview_topic(daehwa_domain::topic::TopicDraft) -> daehwa_domain::topic::Impact [Topics, Customer] "What publishing a draft would do to the dialogues on this desktop.";
            write publish_topic(daehwa_domain::topic::TopicDraft) -> daehwa_domain::dialogue::Topic [Topics, Customer, Sync] "Publishes a draft; only with the server at hand.";
            read export_topics(()) -> $crate::api::topics::TopicFile [Topics] "All topics as a file.";
            read import_topics($crate::api::topics::TopicFile) -> $crate::api::topics::TopicImport [Topics] "The drafts that a file holds; nothing is published by it.";
            read template_topics(daehwa_domain::topic::Template) -> $crate::api::topics::TopicImport [Topics] "The drafts that a template holds.";
            read rules(()) -> $crate::api::rules::RuleList [Rules, Topics] "The channel rules as they are asked, each with what is wrong with it.";
            read try_rules($crate::api::rules::RuleTrial) -> $crate::api::rules::RuleVerdict [Rules, Topics, Customer] "What the rules would do with a contact, and why; nothing comes of it.";
            read check_rule($crate::api::rules::RuleDraft) -> $crate::api::rules::RuleCheck [Rules, Topics] "What is wrong with a draft; for administrators, as all that follows on rules.";
            write save_rule($crate::api::rules::RuleDraft) -> daehwa_domain::rule::Rule [Rules, Calls, Sync] "Saves a rule; only with the server at hand.";
            read export_rules(()) -> $crate::api::topics::TopicFile [Rules, Topics] "All channel rules as a file.";
            read import_rules($crate::api::topics::TopicFile) -> $crate::api::rules::RuleImport [Rules, Topics] "The drafts that a file of rules holds; nothing is saved by it.";
            read propose_rule($crate::api::rules::RuleSource) -> $crate::api::rules::RuleProposal [Rules, Topics] "The rule that would have put a contact where it is.";
            read rule_fits(daehwa_domain::id::RuleId) -> $crate::api::rules::RuleFits [Rules, WorkList] "The contacts in triage for which a rule holds.";
            read web_inbox(()) -> $crate::api::web::WebInbox [Rules] "Pages of the web sites that no rule knows, and visitors who could be one of several customers; only with the server at hand.";
            write forget_page($crate::api::web::PageRef) -> () [] "Takes a page off that list; it comes back when it is read again.";
            write decide_visitor($crate::api::web::VisitorChoice) -> () [Customer] "Says who a visitor is, or that it is none of those who were suggested.";
            write apply_rule(daehwa_domain::id::RuleId) -> u32 [WorkList, Customer, Sync] "Puts the contacts in triage for which a rule holds where it leads; how many they were.";
            read funnel(daehwa_domain::funnel::FunnelQuery) -> Option<$crate::api::funnel::FunnelView> [Topics, Customer] "Counts the funnel; nothing when another one was asked for meanwhile. For supervisors and administrators, as all that follows on the funnel.";
            read funnel_customers(daehwa_domain::funnel::Cell) -> Option<$crate::api::funnel::FunnelCustomers> [Topics, Customer] "The customers behind a number of the funnel.";
            read stop_counting(()) -> () [] "Stops what is being counted.";
            read segments(()) -> $crate::api::segments::SegmentOverview [Segments, Colleagues] "The saved segments, and the teams that one can ask for; for supervisors and administrators, as all that follows on segments.";
            read segment_customers(daehwa_domain::segment::SegmentQuery) -> Option<$crate::api::segments::SegmentView> [Topics, Customer] "Who is in a segment, saved or not; nothing when something else was asked for meanwhile.";
            read segment_of_cell(daehwa_domain::funnel::Cell) -> daehwa_domain::segment::SegmentQuery [] "The customers behind a number of the funnel as a segment.";
            write save_segment($crate::api::segments::SegmentForm) -> daehwa_domain::segment::Segment [Segments, Sync] "Saves a segment for everybody who leads.";

            read preview_list($crate::api::lists::ListForm) -> Option<$crate::api::lists::ListPreview> [Lists, Topics, Customer] "Who would be on a list, and who is left out and why; nothing when something else was asked for meanwhile. For supervisors and administrators, as all that makes or follows lists.";
            write make_list($crate::api::lists::ListForm) -> Option<daehwa_domain::call_list::CallList> [Lists, Sync] "Makes a list of those who may be called now.";
            write edit_list($crate::api::lists::ListEdit) -> daehwa_domain::call_list::CallList [Lists, Sync] "Renames a list, closes it, opens it again, or sets who is called again.";
            read list_members($crate::api::lists::MembersPart) -> $crate::api::lists::Members [Lists, Customer] "Some of the members of a list, with what came of each.";
            read call_lists(()) -> Vec<$crate::api::lists::ListView> [Lists] "The lists on which this user can work, and how far each is.";
            read list_work(daehwa_domain::id::ListId) -> $crate::api::lists::ListWork [Lists, Customer] "This user's members of a list, each with what stands in the way of calling now.";
            write take_members(daehwa_domain::id::ListId) -> $crate::api::lists::ListWork [Lists, Sync] "Takes the next members of a list, so that a few are this user's; the server decides.";
            write give_back(daehwa_domain::id::ListId) -> () [Lists, Sync] "Gives this user's members of a list back.";
            write call_member(daehwa_domain::id::ListMemberId) -> daehwa_domain::id::CallId [Calls, Agent, Lists] "Calls a member of a list, if nothing stands in the way now.";
            write take_off($crate::api::lists::TakeOffForm) -> () [Lists, Sync] "Takes a member off its list without a call.";

            read cases($crate::api::cases::CaseAsk) -> $crate::api::cases::CasePart [Cases, Customer] "Some of the requests and complaints, what falls due first leading.";
            read case_count(()) -> $crate::api::cases::CaseCount [Cases] "How many requests and complaints are open.";
            read case_detail(daehwa_domain::id::CaseId) -> $crate::api::cases::CaseDetail [Cases, Customer] "A request or complaint with all that happened to it.";
            write open_case($crate::api::cases::NewCase) -> $crate::api::cases::CaseDetail [Cases, Customer, Sync] "Writes a request or complaint down.";
            write edit_case($crate::api::cases::CaseEdit) -> $crate::api::cases::CaseDetail [Cases, Customer, Sync] "Changes what a case is about, or who works on it.";
            write step_case($crate::api::cases::CaseStepForm) -> $crate::api::cases::CaseDetail [Cases, Customer, Sync] "Answers a case, waits for the customer, settles it, opens it again, or comments.";
            read sla_book(()) -> $crate::api::cases::SlaBook [Cases] "What is promised about cases, and when the centre works; for administrators, as all that edits them.";
            write save_calendar($crate::api::cases::CalendarDraft) -> daehwa_domain::calendar::Calendar [Cases, Sync] "Makes or changes a calendar.";
            write save_sla_policy($crate::api::cases::SlaPolicyDraft) -> daehwa_domain::sla::SlaPolicy [Cases, Sync] "Makes or changes what is promised about cases.";

            read inbox($crate::api::conversations::InboxAsk) -> $crate::api::conversations::InboxPart [Inbox, Customer] "Some of the written conversations, the most urgent first.";
            read inbox_count(()) -> $crate::api::conversations::InboxCount [Inbox] "How many written conversations wait, by channel.";
            read conversation(daehwa_domain::id::ConversationId) -> $crate::api::conversations::ConversationDetail [Inbox, Customer, Sync] "A written conversation with all that was written.";
            write claim_conversation(daehwa_domain::id::ConversationId) -> $crate::api::conversations::Claimed [Inbox, Sync] "Takes a conversation; the server decides, and who has it is said.";
            write release_conversation(daehwa_domain::id::ConversationId) -> () [Inbox, Sync] "Gives a conversation back.";
            write hand_over($crate::api::conversations::HandOverForm) -> () [Inbox, Customer, Sync] "Hands a conversation to a colleague, with a word about it.";
            write put_away($crate::api::conversations::PutAwayForm) -> () [Inbox, Sync] "Puts a conversation away, until a moment or for good; the customer's next message brings it back.";
            write reopen_conversation(daehwa_domain::id::ConversationId) -> () [Inbox, Sync] "Brings a conversation back.";
            write set_priority($crate::api::conversations::PriorityForm) -> () [Inbox, Sync] "Says how soon a conversation is to be answered.";
            write save_reply_draft($crate::api::conversations::ReplyDraft) -> () [] "Journals the answer typed in a conversation; durable when it returns.";
            write reply($crate::api::conversations::ReplyForm) -> () [Inbox, Customer, WorkList, Sync] "Sends an answer, with what it came to, in one transaction.";
            write run_macro($crate::api::conversations::ReplyForm) -> () [Inbox, Customer, WorkList, Sync] "Does what a macro does that writes nothing, in one transaction.";
            write tell_chat($crate::api::conversations::ChatForm) -> () [] "Tells the visitor of a chat what is done here: watching, typing, reading. Comes to nothing without the server.";
            write note_conversation($crate::api::conversations::PrivateNote) -> () [Inbox, Customer, Sync] "Notes something in a conversation that the customer does not see.";
            write send_all_the_same(daehwa_domain::id::InteractionId) -> () [Inbox, Sync] "Sends an answer that was held because a colleague answered meanwhile.";
            write give_up_message(daehwa_domain::id::InteractionId) -> () [Inbox, Customer, Sync] "Gives up an answer that was not taken; its words become the draft again.";
            read message_page(daehwa_domain::id::InteractionId) -> String [] "The HTML form of a message as the server cleaned it, for a frame in which nothing runs or loads; only with the server at hand.";
            read fetch_attachment($crate::api::conversations::AttachmentRef) -> $crate::api::conversations::FetchedFile [] "A file of a message, to be saved; only with the server at hand.";
            read enclosed($crate::api::conversations::EnclosedAsk) -> $crate::api::conversations::Enclosed [] "What goes with a message that is being typed, besides words.";
            write save_copies($crate::api::conversations::CopiesDraft) -> () [] "Journals who else gets a message; durable when it returns.";
            write enclose($crate::api::conversations::FileForm) -> () [] "Keeps a file for a message that is being typed; durable when it returns.";
            write take_out(daehwa_domain::id::AttachmentId) -> () [] "Takes a file out of a message that is being typed.";
            read preview_words($crate::api::conversations::PreviewAsk) -> $crate::api::conversations::WordsOut [Inbox, Customer] "Words that were typed, with the places in them filled in as they will go out.";
            read beginning(daehwa_domain::id::CustomerId) -> $crate::api::conversations::Beginning [Inbox, Customer] "From what a conversation can be begun with a customer, and what was typed of it so far.";
            write save_beginning($crate::api::conversations::BeginningDraft) -> () [] "Journals a first message as it is typed; durable when it returns.";
            write begin_conversation($crate::api::conversations::BeginningForm) -> () [Inbox, Customer, WorkList, Sync] "Writes to a customer first; what the customer answers comes into the same conversation.";
            read canned_replies($crate::api::conversations::CannedAsk) -> Vec<$crate::api::conversations::CannedLine> [Inbox, Customer] "The canned replies for a channel, filled in from a customer.";
            read preview_canned(daehwa_domain::dialogue::Localized) -> $crate::api::conversations::CannedPreview [] "How a canned reply would read, and what is wrong with it; for administrators.";
            read canned_book(()) -> Vec<daehwa_domain::conversation::CannedReply> [Inbox] "All canned replies; for administrators.";
            write save_canned_reply($crate::api::conversations::CannedDraft) -> daehwa_domain::conversation::CannedReply [Inbox, Sync] "Makes or changes a canned reply; for administrators.";

            read mailbox_book(()) -> $crate::api::conversations::MailboxBook [Inbox] "Our mailboxes; for administrators.";
            write save_mailbox($crate::api::conversations::MailboxDraft) -> daehwa_domain::conversation::Mailbox [Inbox, Sync] "Makes or changes a mailbox; for administrators.";

            read script_overview(()) -> Vec<daehwa_domain::script::Script> [Scripts] "All scripts; for supervisors and administrators. All that follows on scripts is for administrators.";
            read check_script(daehwa_domain::script::ScriptDraft) -> $crate::api::scripts::ScriptCheck [Scripts, Topics] "What keeps a draft from being published.";
            read rehearse_script($crate::api::scripts::Rehearsal) -> $crate::api::scripts::Rehearsed [] "Goes along a draft with a customer who is made up.";
            write publish_script(daehwa_domain::script::ScriptDraft) -> daehwa_domain::script::Script [Scripts, Sync] "Publishes a draft; only with the server at hand.";
            read export_scripts(()) -> $crate::api::topics::TopicFile [Scripts, Topics] "All scripts as a file.";
            read import_scripts($crate::api::topics::TopicFile) -> $crate::api::scripts::ScriptImport [Scripts, Topics] "The drafts that a file holds; nothing is published by it.";
            read write_scripts($crate::api::scripts::ChangedScripts) -> $crate::api::topics::TopicFile [Topics] "The text with the scripts that were changed in the form; nothing is published by it.";
            read template_scripts(()) -> $crate::api::scripts::ScriptImport [Scripts, Topics] "The drafts to begin with.";
            read treatments(()) -> $crate::api::treatments::TreatmentList [Treatments, Segments] "How customers of tiers and segments are served; for administrators, as all that follows on treatments.";
            read check_treatment($crate::api::treatments::TreatmentDraft) -> $crate::api::treatments::TreatmentCheck [Treatments, Segments] "What is wrong with a draft.";
            write save_treatment($crate::api::treatments::TreatmentDraft) -> daehwa_domain::treatment::Treatment [Treatments, Customer, WorkList, Sync] "Saves a treatment; only with the server at hand.";
            read treatment_reach(()) -> Option<$crate::api::treatments::TreatmentReach> [Treatments, Customer] "To how many customers treatments apply; nothing when something else was asked for meanwhile.";
            read explain_treatment(daehwa_domain::id::CustomerId) -> $crate::api::treatments::TreatmentExplanation [Treatments, Customer] "Why a customer is served as they are.";

            read colleagues(()) -> Vec<$crate::api::work::Colleague> [Colleagues] "The other agents of the own teams, with their states.";

            read sync_status(()) -> $crate::api::sync::SyncView [Sync] "What waits to be sent, and what is stuck.";
            write retry_stuck($crate::api::sync::StuckRef) -> () [Sync] "Sends a stuck item again.";
            write discard_stuck($crate::api::sync::StuckRef) -> () [Sync] "Gives a stuck item up; it is kept in an archive.";

            read settings(()) -> $crate::api::settings::Settings [Settings] "This user's settings on this desktop.";
            write save_settings($crate::api::settings::Settings) -> $crate::api::settings::Settings [Settings] "Saves the settings.";
            write save_line($crate::api::settings::LineForm) -> () [Settings, Calls] "Saves the SIP account and registers with it.";
            read audio_devices(()) -> $crate::api::settings::AudioDevices [] "The devices that can be chosen.";
            write test_audio($crate::api::settings::AudioTest) -> () [] "Begins or ends a test: level meter, hear yourself, ring tone.";
        }
    };
}

/// What a command shows or makes stale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// Who is signed in.
    Session,
    /// Calls and the line.
    Calls,
    /// The agent's state.
    Agent,
    /// Any customer and what belongs to one.
    Customer,
    /// Callbacks and other waiting work.
    WorkList,
    /// Topics.
    Topics,
    /// Channel rules.
    Rules,
    /// Segments of customers.
    Segments,
    /// Call lists and who is on them.
    Lists,
    /// Written conversations, and what they are answered with.
    Inbox,
    /// Articles.
    Articles,
    /// Requests and complaints, and what is promised about them.
    Cases,
    /// Scripts.
    Scripts,
    /// How customers are served.
    Treatments,
    /// Other agents.
    Colleagues,
    /// The outbox and the connection.
    Sync,
    /// Settings.
    Settings,
}
