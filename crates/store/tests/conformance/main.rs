//! The conformance suite: every case runs on every database. Each case is listed once, here.
#![allow(clippy::unwrap_used, missing_docs)]

mod accounts;
mod agents;
mod ages;
mod audit;
mod both;
mod cases;
mod centre;
mod chat;
mod conversations;
mod ground;
mod hearing;
mod identity;
mod ledger;
mod lists;
mod mail;
mod parallel;
mod replica;
mod rulebook;
mod rules;
mod scripts;
mod text;
mod topic_model;
mod treatments;
mod web;
mod web_parts;

macro_rules! on_every_database {
    ($($module:ident { $($case:ident,)* })*) => {
        mod sqlite {
            $(mod $module {$(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    let ground = crate::ground::Ground::sqlite().await;
                    crate::$module::$case(&ground).await;
                    ground.clear().await;
                }
            )*})*
        }
        mod postgres {
            $(mod $module {$(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    let ground = crate::ground::Ground::postgres().await;
                    crate::$module::$case(&ground).await;
                    ground.clear().await;
                }
            )*})*
        }
    };
}

on_every_database! {
    text {
        a_text_is_taken_in_once_and_both_numbers_have_one_conversation_v_7,
        a_text_belongs_to_the_customer_who_has_the_number_however_it_is_written_v_7,
        a_fax_bears_its_pages_and_one_without_a_number_is_not_lost_v_7,
        what_is_reported_of_ours_is_said_and_ends_its_tries_v_7,
        who_refuses_by_a_text_is_known_when_advertising_is_to_go_out_c_1,
        what_a_person_refused_counts_under_every_customer_that_they_were_merged_from_c_1,
        a_text_from_a_gateways_mailbox_takes_its_cursor_on_and_what_is_none_does_so_too_v_7,
    }
    audit {
        what_changes_the_centre_is_in_the_audit_log_with_who_and_where,
        what_was_written_down_elsewhere_finds_an_audit_log_that_is_another_or_cut,
        rows_of_the_audit_log_are_neither_changed_nor_removed,
    }
    ledger {
        an_op_sent_twice_takes_effect_once,
        a_fact_sent_under_two_ops_takes_effect_once,
        a_new_op_under_a_counter_that_was_used_is_taken,
        a_devices_highest_counter_is_remembered_over_refused_ops,
        one_bad_op_stops_no_other_and_leaves_nothing_behind,
        deltas_add_up_to_the_state_whatever_their_size,
        edits_of_two_desktops_merge_by_field,
        a_moved_customer_leaves_one_scope_and_arrives_in_the_other_with_everything,
        a_moved_customers_rows_are_not_shown_to_who_lags_behind_in_the_old_scope,
        an_erased_customer_is_gone_everywhere_and_stays_gone,
        a_fill_in_parts_with_changes_between_them_ends_at_the_state,
        a_fill_goes_on_after_the_server_was_restarted,
        a_cursor_that_the_log_does_not_reach_means_fill_again,
        loaded_rows_are_filled_and_then_followed,
        rows_too_many_for_a_frame_come_in_several_parts,
        a_clock_two_days_ahead_wins_nothing_and_keeps_its_own_order,
        another_tenants_rows_are_not_seen,
        what_is_older_than_the_horizon_is_forgotten_and_older_cursors_fill_again,
        an_op_that_is_sent_again_after_it_was_forgotten_changes_nothing,
    }
    rules {
        an_agent_can_touch_nothing_of_another_team,
        only_administrators_change_the_centres_own_records,
        segments_are_made_and_edited_by_who_leads_h_8,
        nobody_writes_in_another_users_name,
        a_contact_is_assigned_once_to_a_dialogue_of_its_own_customer_h_1,
        a_disabled_user_can_push_nothing_any_more,
        who_leads_may_hand_a_customer_over_and_an_agent_may_not,
        stages_and_topics_must_exist,
        a_topics_stages_are_changed_only_with_a_revision_that_follows_on_what_is_published,
        every_writing_fits_and_a_text_without_end_does_not,
        what_belongs_to_nobody_or_is_unknown_is_refused,
        ids_that_are_taken_are_refused,
    }
    rulebook {
        rules_travel_like_topics_and_are_read_with_them_h_3,
        only_administrators_write_rules_and_only_ones_that_can_be_read_h_3,
    }
    treatments {
        only_administrators_say_how_customers_are_served_p_13,
        who_took_part_is_written_down_by_who_heard_it_in_the_customers_own_dialogue_p_9,
        what_was_done_for_a_customer_is_kept_in_ones_own_name_p_4,
    }
    scripts {
        only_administrators_write_scripts_and_each_version_follows_on_the_last_p_14,
        what_was_answered_names_a_version_that_was_and_the_customers_own_dialogue_d_11,
    }
    topic_model {
        one_server_learns_at_a_time_and_what_it_learned_stays_until_the_next_h_1,
        what_was_said_is_read_from_whom_it_was_said_of_last_on_h_1,
        who_leads_writes_articles_and_everybody_who_can_reads_them_d_11,
    }
    identity {
        two_customers_of_one_team_are_merged_in_ones_own_name_d_12,
        a_merge_is_undone_by_who_names_it_and_leaves_the_rest_as_it_was_d_12,
    }
    cases {
        a_case_goes_on_by_steps_of_who_sees_its_customer_d_11,
        only_administrators_say_what_is_promised_about_cases_d_11,
    }
    lists {
        lists_are_made_by_who_leads_for_the_own_teams_h_9,
        a_list_goes_to_everybody_and_its_members_to_their_customers_team_h_9,
        two_people_never_have_the_same_member_d_22,
        what_came_of_a_member_names_the_customers_own_contact_h_9,
        who_was_not_reached_is_taken_again_after_the_pause_by_the_servers_clock_d_23,
        nobody_joins_or_takes_from_a_closed_list_h_9,
    }
    conversations {
        one_agent_has_a_conversation_and_a_refusal_names_who_d_12,
        a_wish_that_loses_against_a_later_stamp_is_refused_d_12,
        two_who_answer_without_knowing_of_each_other_are_told_so_d_12,
        desktops_say_neither_what_customers_wrote_nor_what_became_of_ours_d_12,
        administrators_keep_mailboxes_and_canned_replies_d_12,
        conversations_go_to_their_customers_team_and_to_desktops_that_can_read_them_d_12,
    }
    mail {
        a_mail_of_somebody_new_makes_a_customer_with_that_address_d_2,
        a_mail_is_taken_in_once_whatever_its_reader_believes_v_7,
        two_readers_of_one_mailbox_take_each_mail_in_once_v_7,
        an_answer_belongs_to_the_conversation_that_it_answers_h_1,
        an_address_of_several_customers_is_the_ones_who_had_contact_last_d_2,
        a_rule_puts_a_mail_in_its_dialogue_and_an_answer_stays_there_h_3,
        what_programs_write_joins_its_conversation_and_makes_nobody_a_customer_v_7,
        a_message_of_ours_goes_out_once_and_what_became_of_it_is_said_v_7,
        a_message_goes_out_when_the_last_of_its_files_is_here_or_is_given_up_v_7,
        who_sends_for_a_mailbox_is_known_for_as_long_as_it_says_so_d_12,
        mails_are_kept_as_they_came_until_they_are_old_or_their_customer_is_erased,
    }
    chat {
        a_line_is_taken_in_once_and_numbered_without_gaps_wherever_it_arrives_d_12,
        files_of_a_chat_have_a_limit_and_words_go_on_d_12,
        a_chat_that_was_silent_for_long_is_another_contact_of_its_conversation_d_12,
        a_chat_is_opened_by_its_secret_on_its_site_until_its_customer_is_erased_v_8,
        who_was_silent_for_months_goes_on_with_no_chat_and_what_was_written_stays_d_12,
    }
    parallel {
        parallel_pushes_leave_no_gap_for_any_reader,
        one_op_pushed_in_parallel_takes_effect_once,
        edits_of_one_record_in_parallel_all_count,
        moves_to_and_fro_in_parallel_never_lock_up,
        a_push_cancelled_at_any_await_takes_effect_as_a_whole_or_not_at_all,
        two_servers_take_web_events_at_once_and_nothing_is_lost_or_doubled_h_6,
    }
    accounts {
        a_sign_in_name_is_taken_once,
        a_refresh_token_works_once_and_its_second_use_ends_the_family,
        one_of_two_refreshes_at_the_same_moment_wins_and_the_family_ends,
        an_access_token_stands_for_its_user_until_it_lapses,
        a_disabled_user_and_a_revoked_device_are_told_so,
        signing_out_ends_only_its_own_family,
        a_tenant_is_made_once,
    }
    agents {
        an_agents_state_follows_from_what_is_reported_d_7,
        a_report_that_is_late_or_sent_twice_changes_nothing_d_7,
        what_waited_on_a_desktop_arrives_in_its_order_d_7,
        a_person_on_two_desktops_has_one_state_d_7,
        what_was_asked_for_earlier_does_not_undo_what_was_asked_for_later_elsewhere_d_7,
        who_is_not_heard_is_offline_and_back_where_the_work_is_d_7,
    }
    web {
        what_a_customer_reads_is_one_contact_that_grows_on_every_desktop_h_5,
        events_that_come_again_change_nothing_h_6,
        a_million_clicks_on_one_page_are_one_row_h_6,
        what_was_read_before_is_the_customers_once_it_is_known_who_read_h_1,
        a_rule_never_moves_back_and_never_over_a_later_decision_h_3,
        a_contact_that_an_agent_assigned_elsewhere_stays_there_h_1,
        an_erased_customers_visitor_is_forgotten_h_1,
        a_moved_customers_contact_grows_in_the_new_team_h_5,
        unknown_pages_are_a_short_list_and_never_a_topic_h_2,
        only_the_server_counts_what_visitors_read_h_6,
        a_topic_that_is_gone_and_pages_without_end_are_taken_h_6,
        sites_are_kept_with_their_counts_and_go_with_their_visitors_h_6,
        old_counts_and_pages_that_nobody_reads_are_forgotten_h_6,
        a_number_or_address_in_any_form_says_who_reads_d_2,
        a_number_of_several_customers_joins_none_and_a_person_decides_h_1,
        what_a_visitor_agreed_to_is_in_the_customers_record_with_source_and_moment_v_1,
    }
    web_parts {
        a_survey_on_the_web_is_the_customers_where_a_rule_leads_it_and_counts_once_p_9,
        a_survey_of_an_unknown_visitor_is_the_customers_once_it_is_known_who_it_was_p_9,
        a_survey_that_no_rule_knows_is_a_contact_for_a_person_to_assign_p_9,
        a_survey_is_not_filed_where_the_treatment_that_applies_switches_that_off_p_13,
    }
    ages {
        an_older_desktop_is_sent_what_it_can_read_and_the_rest_when_it_is_updated,
        a_moved_or_erased_customer_takes_along_what_older_desktops_cannot_read,
        a_database_from_before_is_counted_when_it_is_opened,
    }
}
