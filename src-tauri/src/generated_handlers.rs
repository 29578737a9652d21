//! Made from crates/desk/src/commands.rs by `cargo run -p daehwa-devhost -- gen`. Don't edit.

use daehwa_desk::{Desk, api::error::CommandError};
use serde_json::Value;
use tauri::{State, Wry, ipc::Invoke};

/// Everything a view needs to come up, also in the middle of a call.
#[tauri::command]
pub async fn snapshot(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("snapshot", input).await
}

/// Signs in to the server, or unlocks the cache when the server can't be reached.
#[tauri::command]
pub async fn sign_in(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("sign_in", input).await
}

/// Trusts the certificate with this fingerprint for this server from now on.
#[tauri::command]
pub async fn trust_certificate(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("trust_certificate", input).await
}

/// Signs out; unsent work stays in the outbox.
#[tauri::command]
pub async fn sign_out(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("sign_out", input).await
}

/// Asks for a state; during a call it becomes the next one.
#[tauri::command]
pub async fn set_agent_state(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("set_agent_state", input).await
}

/// Calls a number; a call that is up is put on hold first.
#[tauri::command]
pub async fn dial(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("dial", input).await
}

/// Answers a ringing call; a call that is up is put on hold first.
#[tauri::command]
pub async fn answer(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("answer", input).await
}

/// Rejects a ringing call.
#[tauri::command]
pub async fn reject(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("reject", input).await
}

/// Ends a call.
#[tauri::command]
pub async fn hang_up(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("hang_up", input).await
}

/// Puts a call on hold.
#[tauri::command]
pub async fn hold(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("hold", input).await
}

/// Takes a call back; another that is up is put on hold.
#[tauri::command]
pub async fn resume(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("resume", input).await
}

/// Turns our microphone off or on.
#[tauri::command]
pub async fn set_mute(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("set_mute", input).await
}

/// Sends a key of the keypad (RFC 4733).
#[tauri::command]
pub async fn send_digit(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("send_digit", input).await
}

/// Hands a call to another number without asking there first.
#[tauri::command]
pub async fn transfer(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("transfer", input).await
}

/// Says which customer a call is with.
#[tauri::command]
pub async fn attach_customer(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("attach_customer", input).await
}

/// Searches the whole cache as one types.
#[tauri::command]
pub async fn search(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("search", input).await
}

/// All that is known of a customer.
#[tauri::command]
pub async fn customer(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("customer", input).await
}

/// A page of a customer's contacts, newest first.
#[tauri::command]
pub async fn timeline(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("timeline", input).await
}

/// Makes a customer, and ties the given call to it.
#[tauri::command]
pub async fn create_customer(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("create_customer", input).await
}

/// Sets fields of a customer.
#[tauri::command]
pub async fn edit_customer(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("edit_customer", input).await
}

/// Adds a number or address.
#[tauri::command]
pub async fn add_contact_point(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("add_contact_point", input).await
}

/// Sets fields of a number or address.
#[tauri::command]
pub async fn edit_contact_point(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("edit_contact_point", input).await
}

/// Decides between two values of a field.
#[tauri::command]
pub async fn resolve_conflict(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("resolve_conflict", input).await
}

/// Customers who may be the same person, the most probable first.
#[tauri::command]
pub async fn look_alikes(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("look_alikes", input).await
}

/// What merging two customers would do.
#[tauri::command]
pub async fn preview_merge(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("preview_merge", input).await
}

/// Makes two customers one.
#[tauri::command]
pub async fn merge_customers(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("merge_customers", input).await
}

/// Makes two of a customer again.
#[tauri::command]
pub async fn undo_merge(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("undo_merge", input).await
}

/// Says that two customers who look alike are two people; who looks alike otherwise.
#[tauri::command]
pub async fn keep_apart(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("keep_apart", input).await
}

/// Writes down that the customer said that a field is right.
#[tauri::command]
pub async fn confirm_field(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("confirm_field", input).await
}

/// Customers of value who had no contact for too long; nothing when something else was asked for meanwhile.
#[tauri::command]
pub async fn silent_customers(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("silent_customers", input).await
}

/// Adds or edits a preference, promise, warning or handling note.
#[tauri::command]
pub async fn save_remark(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("save_remark", input).await
}

/// Records a consent given or withdrawn.
#[tauri::command]
pub async fn record_consent(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("record_consent", input).await
}

/// Writes down an answered survey, a referral or feedback.
#[tauri::command]
pub async fn record_participation(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("record_participation", input).await
}

/// Writes down what was done for a customer.
#[tauri::command]
pub async fn record_delivered(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("record_delivered", input).await
}

/// Begins a dialogue, or finds the open one on that topic.
#[tauri::command]
pub async fn open_dialogue(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("open_dialogue", input).await
}

/// Moves a dialogue to a stage.
#[tauri::command]
pub async fn move_stage(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("move_stage", input).await
}

/// Takes back the stage move that this user just made.
#[tauri::command]
pub async fn undo_move(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("undo_move", input).await
}

/// The contacts and stage moves behind a dialogue.
#[tauri::command]
pub async fn evidence(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("evidence", input).await
}

/// Journals the note of a call; durable when it returns.
#[tauri::command]
pub async fn save_draft(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("save_draft", input).await
}

/// The form owed for a call, filled in as far as known.
#[tauri::command]
pub async fn wrap_up_form(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("wrap_up_form", input).await
}

/// Commits outcome, note, stage move, next step and callback in one transaction.
#[tauri::command]
pub async fn wrap_up(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("wrap_up", input).await
}

/// What to say and ask in a call: the script that fits, or the one that is followed.
#[tauri::command]
pub async fn script(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("script", input).await
}

/// Turns to a script; what was answered along another one stays.
#[tauri::command]
pub async fn choose_script(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("choose_script", input).await
}

/// Goes a step along a script, or back; journalled when it returns.
#[tauri::command]
pub async fn follow_script(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("follow_script", input).await
}

/// Articles by what is typed so far and what is talked about, the best first.
#[tauri::command]
pub async fn find_articles(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("find_articles", input).await
}

/// An article to be read, and to be inserted.
#[tauri::command]
pub async fn article(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("article", input).await
}

/// All articles, by title; for supervisors and administrators, as all that edits them.
#[tauri::command]
pub async fn article_book(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("article_book", input).await
}

/// Makes or changes an article.
#[tauri::command]
pub async fn save_article(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("save_article", input).await
}

/// Understands a moment such as "내일 오후 3시" or "tomorrow 3pm".
#[tauri::command]
pub async fn parse_when(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("parse_when", input).await
}

/// What waits for this agent.
#[tauri::command]
pub async fn work_list(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("work_list", input).await
}

/// Takes the missed calls of a number off the list.
#[tauri::command]
pub async fn dismiss_missed(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("dismiss_missed", input).await
}

/// Contacts that belong to no dialogue yet, with where they could belong.
#[tauri::command]
pub async fn triage(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("triage", input).await
}

/// What something is probably about, by its words; nothing when that is not sure enough.
#[tauri::command]
pub async fn suggest_topic(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("suggest_topic", input).await
}

/// How often suggested topics are what people chose; for supervisors and administrators.
#[tauri::command]
pub async fn suggestion_report(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("suggestion_report", input).await
}

/// Puts a contact to a dialogue, or back into triage.
#[tauri::command]
pub async fn assign(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("assign", input).await
}

/// Promises a call back.
#[tauri::command]
pub async fn create_callback(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("create_callback", input).await
}

/// Moves, takes, finishes or calls off a callback.
#[tauri::command]
pub async fn edit_callback(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("edit_callback", input).await
}

/// Topics and their stages.
#[tauri::command]
pub async fn topics(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("topics", input).await
}

/// The topics with their open dialogues; for administrators, as all that follows on topics.
#[tauri::command]
pub async fn topic_overview(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("topic_overview", input).await
}

/// What keeps a draft from being published.
#[tauri::command]
pub async fn check_topic(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("check_topic", input).await
}

/// What publishing a draft would do to the dialogues on this desktop.
#[tauri::command]
pub async fn preview_topic(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("preview_topic", input).await
}

/// Publishes a draft; only with the server at hand.
#[tauri::command]
pub async fn publish_topic(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("publish_topic", input).await
}

/// All topics as a file.
#[tauri::command]
pub async fn export_topics(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("export_topics", input).await
}

/// The drafts that a file holds; nothing is published by it.
#[tauri::command]
pub async fn import_topics(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("import_topics", input).await
}

/// The drafts that a template holds.
#[tauri::command]
pub async fn template_topics(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("template_topics", input).await
}

/// The channel rules as they are asked, each with what is wrong with it.
#[tauri::command]
pub async fn rules(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("rules", input).await
}

/// What the rules would do with a contact, and why; nothing comes of it.
#[tauri::command]
pub async fn try_rules(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("try_rules", input).await
}

/// What is wrong with a draft; for administrators, as all that follows on rules.
#[tauri::command]
pub async fn check_rule(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("check_rule", input).await
}

/// Saves a rule; only with the server at hand.
#[tauri::command]
pub async fn save_rule(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("save_rule", input).await
}

/// All channel rules as a file.
#[tauri::command]
pub async fn export_rules(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("export_rules", input).await
}

/// The drafts that a file of rules holds; nothing is saved by it.
#[tauri::command]
pub async fn import_rules(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("import_rules", input).await
}

/// The rule that would have put a contact where it is.
#[tauri::command]
pub async fn propose_rule(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("propose_rule", input).await
}

/// The contacts in triage for which a rule holds.
#[tauri::command]
pub async fn rule_fits(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("rule_fits", input).await
}

/// Pages of the web sites that no rule knows, and visitors who could be one of several customers; only with the server at hand.
#[tauri::command]
pub async fn web_inbox(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("web_inbox", input).await
}

/// Takes a page off that list; it comes back when it is read again.
#[tauri::command]
pub async fn forget_page(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("forget_page", input).await
}

/// Says who a visitor is, or that it is none of those who were suggested.
#[tauri::command]
pub async fn decide_visitor(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("decide_visitor", input).await
}

/// Puts the contacts in triage for which a rule holds where it leads; how many they were.
#[tauri::command]
pub async fn apply_rule(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("apply_rule", input).await
}

/// Counts the funnel; nothing when another one was asked for meanwhile. For supervisors and administrators, as all that follows on the funnel.
#[tauri::command]
pub async fn funnel(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("funnel", input).await
}

/// The customers behind a number of the funnel.
#[tauri::command]
pub async fn funnel_customers(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("funnel_customers", input).await
}

/// Stops what is being counted.
#[tauri::command]
pub async fn stop_counting(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("stop_counting", input).await
}

/// The saved segments, and the teams that one can ask for; for supervisors and administrators, as all that follows on segments.
#[tauri::command]
pub async fn segments(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("segments", input).await
}

/// Who is in a segment, saved or not; nothing when something else was asked for meanwhile.
#[tauri::command]
pub async fn segment_customers(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("segment_customers", input).await
}

/// The customers behind a number of the funnel as a segment.
#[tauri::command]
pub async fn segment_of_cell(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("segment_of_cell", input).await
}

/// Saves a segment for everybody who leads.
#[tauri::command]
pub async fn save_segment(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("save_segment", input).await
}

/// Who would be on a list, and who is left out and why; nothing when something else was asked for meanwhile. For supervisors and administrators, as all that makes or follows lists.
#[tauri::command]
pub async fn preview_list(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("preview_list", input).await
}

/// Makes a list of those who may be called now.
#[tauri::command]
pub async fn make_list(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("make_list", input).await
}

/// Renames a list, closes it, opens it again, or sets who is called again.
#[tauri::command]
pub async fn edit_list(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("edit_list", input).await
}

/// Some of the members of a list, with what came of each.
#[tauri::command]
pub async fn list_members(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("list_members", input).await
}

/// The lists on which this user can work, and how far each is.
#[tauri::command]
pub async fn call_lists(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("call_lists", input).await
}

/// This user's members of a list, each with what stands in the way of calling now.
#[tauri::command]
pub async fn list_work(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("list_work", input).await
}

/// Takes the next members of a list, so that a few are this user's; the server decides.
#[tauri::command]
pub async fn take_members(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("take_members", input).await
}

/// Gives this user's members of a list back.
#[tauri::command]
pub async fn give_back(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("give_back", input).await
}

/// Calls a member of a list, if nothing stands in the way now.
#[tauri::command]
pub async fn call_member(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("call_member", input).await
}

/// Takes a member off its list without a call.
#[tauri::command]
pub async fn take_off(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("take_off", input).await
}

/// Some of the requests and complaints, what falls due first leading.
#[tauri::command]
pub async fn cases(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("cases", input).await
}

/// How many requests and complaints are open.
#[tauri::command]
pub async fn case_count(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("case_count", input).await
}

/// A request or complaint with all that happened to it.
#[tauri::command]
pub async fn case_detail(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("case_detail", input).await
}

/// Writes a request or complaint down.
#[tauri::command]
pub async fn open_case(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("open_case", input).await
}

/// Changes what a case is about, or who works on it.
#[tauri::command]
pub async fn edit_case(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("edit_case", input).await
}

/// Answers a case, waits for the customer, settles it, opens it again, or comments.
#[tauri::command]
pub async fn step_case(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("step_case", input).await
}

/// What is promised about cases, and when the centre works; for administrators, as all that edits them.
#[tauri::command]
pub async fn sla_book(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("sla_book", input).await
}

/// Makes or changes a calendar.
#[tauri::command]
pub async fn save_calendar(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("save_calendar", input).await
}

/// Makes or changes what is promised about cases.
#[tauri::command]
pub async fn save_sla_policy(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("save_sla_policy", input).await
}

/// Some of the written conversations, the most urgent first.
#[tauri::command]
pub async fn inbox(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("inbox", input).await
}

/// How many written conversations wait, by channel.
#[tauri::command]
pub async fn inbox_count(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("inbox_count", input).await
}

/// A written conversation with all that was written.
#[tauri::command]
pub async fn conversation(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("conversation", input).await
}

/// Takes a conversation; the server decides, and who has it is said.
#[tauri::command]
pub async fn claim_conversation(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("claim_conversation", input).await
}

/// Gives a conversation back.
#[tauri::command]
pub async fn release_conversation(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("release_conversation", input).await
}

/// Hands a conversation to a colleague, with a word about it.
#[tauri::command]
pub async fn hand_over(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("hand_over", input).await
}

/// Puts a conversation away, until a moment or for good; the customer's next message brings it back.
#[tauri::command]
pub async fn put_away(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("put_away", input).await
}

/// Brings a conversation back.
#[tauri::command]
pub async fn reopen_conversation(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("reopen_conversation", input).await
}

/// Says how soon a conversation is to be answered.
#[tauri::command]
pub async fn set_priority(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("set_priority", input).await
}

/// Journals the answer typed in a conversation; durable when it returns.
#[tauri::command]
pub async fn save_reply_draft(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("save_reply_draft", input).await
}

/// Sends an answer, with what it came to, in one transaction.
#[tauri::command]
pub async fn reply(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("reply", input).await
}

/// Does what a macro does that writes nothing, in one transaction.
#[tauri::command]
pub async fn run_macro(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("run_macro", input).await
}

/// Tells the visitor of a chat what is done here: watching, typing, reading. Comes to nothing without the server.
#[tauri::command]
pub async fn tell_chat(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("tell_chat", input).await
}

/// Notes something in a conversation that the customer does not see.
#[tauri::command]
pub async fn note_conversation(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("note_conversation", input).await
}

/// Sends an answer that was held because a colleague answered meanwhile.
#[tauri::command]
pub async fn send_all_the_same(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("send_all_the_same", input).await
}

/// Gives up an answer that was not taken; its words become the draft again.
#[tauri::command]
pub async fn give_up_message(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("give_up_message", input).await
}

/// The HTML form of a message as the server cleaned it, for a frame in which nothing runs or loads; only with the server at hand.
#[tauri::command]
pub async fn message_page(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("message_page", input).await
}

/// A file of a message, to be saved; only with the server at hand.
#[tauri::command]
pub async fn fetch_attachment(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("fetch_attachment", input).await
}

/// What goes with a message that is being typed, besides words.
#[tauri::command]
pub async fn enclosed(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("enclosed", input).await
}

/// Journals who else gets a message; durable when it returns.
#[tauri::command]
pub async fn save_copies(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("save_copies", input).await
}

/// Keeps a file for a message that is being typed; durable when it returns.
#[tauri::command]
pub async fn enclose(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("enclose", input).await
}

/// Takes a file out of a message that is being typed.
#[tauri::command]
pub async fn take_out(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("take_out", input).await
}

/// Words that were typed, with the places in them filled in as they will go out.
#[tauri::command]
pub async fn preview_words(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("preview_words", input).await
}

/// From what a conversation can be begun with a customer, and what was typed of it so far.
#[tauri::command]
pub async fn beginning(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("beginning", input).await
}

/// Journals a first message as it is typed; durable when it returns.
#[tauri::command]
pub async fn save_beginning(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("save_beginning", input).await
}

/// Writes to a customer first; what the customer answers comes into the same conversation.
#[tauri::command]
pub async fn begin_conversation(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("begin_conversation", input).await
}

/// The canned replies for a channel, filled in from a customer.
#[tauri::command]
pub async fn canned_replies(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("canned_replies", input).await
}

/// How a canned reply would read, and what is wrong with it; for administrators.
#[tauri::command]
pub async fn preview_canned(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("preview_canned", input).await
}

/// All canned replies; for administrators.
#[tauri::command]
pub async fn canned_book(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("canned_book", input).await
}

/// Makes or changes a canned reply; for administrators.
#[tauri::command]
pub async fn save_canned_reply(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("save_canned_reply", input).await
}

/// Our mailboxes; for administrators.
#[tauri::command]
pub async fn mailbox_book(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("mailbox_book", input).await
}

/// Makes or changes a mailbox; for administrators.
#[tauri::command]
pub async fn save_mailbox(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("save_mailbox", input).await
}

/// All scripts; for supervisors and administrators. All that follows on scripts is for administrators.
#[tauri::command]
pub async fn script_overview(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("script_overview", input).await
}

/// What keeps a draft from being published.
#[tauri::command]
pub async fn check_script(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("check_script", input).await
}

/// Goes along a draft with a customer who is made up.
#[tauri::command]
pub async fn rehearse_script(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("rehearse_script", input).await
}

/// Publishes a draft; only with the server at hand.
#[tauri::command]
pub async fn publish_script(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("publish_script", input).await
}

/// All scripts as a file.
#[tauri::command]
pub async fn export_scripts(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("export_scripts", input).await
}

/// The drafts that a file holds; nothing is published by it.
#[tauri::command]
pub async fn import_scripts(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("import_scripts", input).await
}

/// The text with the scripts that were changed in the form; nothing is published by it.
#[tauri::command]
pub async fn write_scripts(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("write_scripts", input).await
}

/// The drafts to begin with.
#[tauri::command]
pub async fn template_scripts(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("template_scripts", input).await
}

/// How customers of tiers and segments are served; for administrators, as all that follows on treatments.
#[tauri::command]
pub async fn treatments(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("treatments", input).await
}

/// What is wrong with a draft.
#[tauri::command]
pub async fn check_treatment(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("check_treatment", input).await
}

/// Saves a treatment; only with the server at hand.
#[tauri::command]
pub async fn save_treatment(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("save_treatment", input).await
}

/// To how many customers treatments apply; nothing when something else was asked for meanwhile.
#[tauri::command]
pub async fn treatment_reach(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("treatment_reach", input).await
}

/// Why a customer is served as they are.
#[tauri::command]
pub async fn explain_treatment(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("explain_treatment", input).await
}

/// The other agents of the own teams, with their states.
#[tauri::command]
pub async fn colleagues(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("colleagues", input).await
}

/// What waits to be sent, and what is stuck.
#[tauri::command]
pub async fn sync_status(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("sync_status", input).await
}

/// Sends a stuck item again.
#[tauri::command]
pub async fn retry_stuck(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("retry_stuck", input).await
}

/// Gives a stuck item up; it is kept in an archive.
#[tauri::command]
pub async fn discard_stuck(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("discard_stuck", input).await
}

/// This user's settings on this desktop.
#[tauri::command]
pub async fn settings(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("settings", input).await
}

/// Saves the settings.
#[tauri::command]
pub async fn save_settings(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("save_settings", input).await
}

/// Saves the SIP account and registers with it.
#[tauri::command]
pub async fn save_line(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("save_line", input).await
}

/// The devices that can be chosen.
#[tauri::command]
pub async fn audio_devices(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("audio_devices", input).await
}

/// Begins or ends a test: level meter, hear yourself, ring tone.
#[tauri::command]
pub async fn test_audio(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {
    desk.dispatch("test_audio", input).await
}

/// Answers every command of the list.
pub fn handlers() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        snapshot,
        sign_in,
        trust_certificate,
        sign_out,
        set_agent_state,
        dial,
        answer,
        reject,
        hang_up,
        hold,
        resume,
        set_mute,
        send_digit,
        transfer,
        attach_customer,
        search,
        customer,
        timeline,
        create_customer,
        edit_customer,
        add_contact_point,
        edit_contact_point,
        resolve_conflict,
        look_alikes,
        preview_merge,
        merge_customers,
        undo_merge,
        keep_apart,
        confirm_field,
        silent_customers,
        save_remark,
        record_consent,
        record_participation,
        record_delivered,
        open_dialogue,
        move_stage,
        undo_move,
        evidence,
        save_draft,
        wrap_up_form,
        wrap_up,
        script,
        choose_script,
        follow_script,
        find_articles,
        article,
        article_book,
        save_article,
        parse_when,
        work_list,
        dismiss_missed,
        triage,
        suggest_topic,
        suggestion_report,
        assign,
        create_callback,
        edit_callback,
        topics,
        topic_overview,
        check_topic,
        preview_topic,
        publish_topic,
        export_topics,
        import_topics,
        template_topics,
        rules,
        try_rules,
        check_rule,
        save_rule,
        export_rules,
        import_rules,
        propose_rule,
        rule_fits,
        web_inbox,
        forget_page,
        decide_visitor,
        apply_rule,
        funnel,
        funnel_customers,
        stop_counting,
        segments,
        segment_customers,
        segment_of_cell,
        save_segment,
        preview_list,
        make_list,
        edit_list,
        list_members,
        call_lists,
        list_work,
        take_members,
        give_back,
        call_member,
        take_off,
        cases,
        case_count,
        case_detail,
        open_case,
        edit_case,
        step_case,
        sla_book,
        save_calendar,
        save_sla_policy,
        inbox,
        inbox_count,
        conversation,
        claim_conversation,
        release_conversation,
        hand_over,
        put_away,
        reopen_conversation,
        set_priority,
        save_reply_draft,
        reply,
        run_macro,
        tell_chat,
        note_conversation,
        send_all_the_same,
        give_up_message,
        message_page,
        fetch_attachment,
        enclosed,
        save_copies,
        enclose,
        take_out,
        preview_words,
        beginning,
        save_beginning,
        begin_conversation,
        canned_replies,
        preview_canned,
        canned_book,
        save_canned_reply,
        mailbox_book,
        save_mailbox,
        script_overview,
        check_script,
        rehearse_script,
        publish_script,
        export_scripts,
        import_scripts,
        write_scripts,
        template_scripts,
        treatments,
        check_treatment,
        save_treatment,
        treatment_reach,
        explain_treatment,
        colleagues,
        sync_status,
        retry_stuck,
        discard_stuck,
        settings,
        save_settings,
        save_line,
        audio_devices,
        test_audio,
    ]
}
