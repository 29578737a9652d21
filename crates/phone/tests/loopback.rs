//! The phone against the peer on loopback, with real SIP and real media.
#![allow(clippy::unwrap_used)]

mod support;

use daehwa_domain::call::{CallState, EndCause, LineFault, LineState};
use daehwa_phone::{
    PhoneError, PhoneEvent, Refusal, SrtpPolicy, Transport,
    peer::{Caller, Digest, Peer, PeerConfig, PeerEvent, Voice},
};
use support::*;

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn an_incoming_call_is_answered_and_both_sides_hear_each_other() {
    let mut pair = Pair::start().await;
    let caller = Caller {
        number: "+821012345678".into(),
        name: Some("김민수".into()),
        headers: vec![("X-Queue".into(), "billing".into()), ("X-Customer-Id".into(), "c-7".into())],
    };
    let (theirs, ringing) = pair.ring_as(&caller).await;
    // D-1: what the screen needs is there with the ring.
    assert_eq!(ringing.caller.number.as_deref(), Some("+821012345678"));
    assert_eq!(ringing.caller.display_name.as_deref(), Some("김민수"));
    assert_eq!(
        (ringing.caller.queue.as_deref(), ringing.caller.customer_hint.as_deref()),
        (Some("billing"), Some("c-7"))
    );
    pair.desk.until_rings().await;
    pair.desk.phone.answer(ringing.id).await.unwrap();
    let talking = pair.desk.events.state(ringing.id, CallState::Talking).await;
    assert!(talking.answered_ms.is_some() && talking.codec.as_deref() == Some("opus"), "{talking:?}");
    until_heard(&pair.peer, theirs, PHONE_HZ).await;
    pair.desk.until_hears(PEER_HZ).await;
    pair.peer.hang_up(theirs).await.unwrap();
    let ended = pair.desk.events.state(ringing.id, CallState::Ended).await;
    assert_eq!(ended.end_cause, Some(EndCause::RemoteHangup));
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn a_dialed_number_is_answered_and_we_hang_up() {
    let mut pair = Pair::start().await;
    let id = call_id();
    pair.desk.phone.dial(id, "010-9876-5432").await.unwrap();
    let (theirs, number) = pair.peer_events.dialed().await;
    assert_eq!(number, "01098765432");
    let talking = pair.desk.events.state(id, CallState::Talking).await;
    assert_eq!(talking.caller.number.as_deref(), Some("01098765432"));
    until_heard(&pair.peer, theirs, PHONE_HZ).await;
    pair.desk.until_hears(PEER_HZ).await;
    pair.desk.phone.hang_up(id).await.unwrap();
    let over = pair.peer_events.state(theirs, CallState::Ended).await;
    assert_eq!(over.end_cause, Some(EndCause::RemoteHangup));
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn calls_that_nobody_takes_end_with_their_reason() {
    let mut pair = Pair::start().await;
    for (number, cause) in [
        ("486", EndCause::Busy),
        ("603", EndCause::Declined),
        ("404", EndCause::Unreachable),
        ("180", EndCause::NoAnswer),
    ] {
        let id = call_id();
        pair.desk.phone.dial(id, number).await.unwrap();
        let ended = pair.desk.events.state(id, CallState::Ended).await;
        assert_eq!(ended.end_cause, Some(cause), "{number}");
    }
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn hold_is_silent_both_ways_and_resume_brings_the_sound_back() {
    let mut pair = Pair::start().await;
    let (theirs, ours) = pair.talk().await;
    pair.desk.until_hears(PEER_HZ).await;
    pair.desk.phone.hold(ours).await.unwrap();
    pair.desk.events.state(ours, CallState::Held).await;
    pair.peer_events.call("being held", |call| call.id == theirs && call.held_by_remote).await;
    pair.desk.until_silent().await;
    until_quiet(&pair.peer, theirs).await;
    pair.desk.phone.resume(ours).await.unwrap();
    pair.desk.events.state(ours, CallState::Talking).await;
    pair.desk.until_hears(PEER_HZ).await;
    until_heard(&pair.peer, theirs, PHONE_HZ).await;
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn hold_by_the_other_side_is_shown_and_ends() {
    let mut pair = Pair::start().await;
    let (theirs, ours) = pair.talk().await;
    pair.peer.hold(theirs).await.unwrap();
    pair.desk.events.call("held by remote", |call| call.id == ours && call.held_by_remote).await;
    pair.peer.resume(theirs).await.unwrap();
    let call = pair.desk.events.call("resumed", |call| call.id == ours && !call.held_by_remote).await;
    assert_eq!(call.state, CallState::Talking);
    pair.desk.until_hears(PEER_HZ).await;
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn mute_is_silence_there_and_nothing_else_here() {
    let mut pair = Pair::start().await;
    let (theirs, ours) = pair.talk().await;
    until_heard(&pair.peer, theirs, PHONE_HZ).await;
    pair.desk.phone.mute(ours, true).await.unwrap();
    pair.desk.events.call("muted", |call| call.muted).await;
    until_quiet(&pair.peer, theirs).await;
    pair.desk.until_hears(PEER_HZ).await;
    pair.desk.phone.mute(ours, false).await.unwrap();
    until_heard(&pair.peer, theirs, PHONE_HZ).await;
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn keys_pressed_on_either_side_are_heard_on_the_other() {
    let mut pair = Pair::start().await;
    let (theirs, ours) = pair.talk().await;
    for digit in ['1', '*', '#'] {
        pair.desk.phone.send_digit(ours, digit).await.unwrap();
        let heard = pair.peer_events.until("a key", |event| match event {
            PeerEvent::Digit { digit, .. } => Some(*digit),
            _ => None,
        });
        assert_eq!(heard.await, digit);
    }
    assert!(matches!(pair.desk.phone.send_digit(ours, 'x').await, Err(PhoneError::InvalidDigit('x'))));
    pair.peer.press(theirs, '5').await.unwrap();
    pair.desk.events.until("a key", |event| matches!(event, PhoneEvent::Digit { digit: '5', .. }).then_some(())).await;
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn a_ringing_call_is_rejected_as_busy_or_declined() {
    let mut pair = Pair::start().await;
    for (refusal, cause) in [(Refusal::Busy, EndCause::Busy), (Refusal::Decline, EndCause::Declined)] {
        let (theirs, ringing) = pair.ring().await;
        pair.desk.phone.reject(ringing.id, refusal).await.unwrap();
        assert_eq!(pair.desk.events.state(ringing.id, CallState::Ended).await.end_cause, Some(EndCause::Rejected));
        assert_eq!(pair.peer_events.state(theirs, CallState::Ended).await.end_cause, Some(cause));
    }
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_gives_up_is_a_missed_call() {
    let mut pair = Pair::start().await;
    let (theirs, ringing) = pair.ring().await;
    pair.peer_events.state(theirs, CallState::Ringing).await;
    pair.peer.hang_up(theirs).await.unwrap();
    let ended = pair.desk.events.state(ringing.id, CallState::Ended).await;
    assert_eq!(ended.end_cause, Some(EndCause::Missed));
    assert!(matches!(pair.desk.phone.answer(ringing.id).await, Err(PhoneError::NoSuchCall(_))));
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn a_call_for_a_group_that_somebody_else_took_is_no_missed_one() {
    let (mut pair, relay) = Pair::behind_a_relay().await;
    for (lines, cause) in [
        ("Reason: SIP;cause=200;text=\"Call completed elsewhere\"\r\n", EndCause::Elsewhere),
        ("Reason: Q.850;cause=26\r\nReason: SIP;cause=200\r\n", EndCause::Elsewhere),
        ("reason: q.850 ; cause = 26\r\n", EndCause::Elsewhere),
        ("Reason: SIP;cause=487;text=\"ORIGINATOR_CANCEL\"\r\n", EndCause::Missed),
        ("Reason: SIP;text=\";cause=200\r\n", EndCause::Missed),
        ("Reason: ;;,\"\r\n", EndCause::Missed),
        ("Reason:\r\n", EndCause::Missed),
        ("", EndCause::Missed),
    ] {
        relay.add_to_cancels(lines);
        let (theirs, ringing) = pair.ring().await;
        pair.peer_events.state(theirs, CallState::Ringing).await;
        pair.peer.hang_up(theirs).await.unwrap();
        let ended = pair.desk.events.state(ringing.id, CallState::Ended).await;
        assert_eq!(ended.end_cause, Some(cause), "{lines}");
    }
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn our_own_call_is_cancelled_while_it_rings() {
    let mut pair = Pair::start().await;
    let id = call_id();
    pair.desk.phone.dial(id, "180").await.unwrap();
    let (theirs, _) = pair.peer_events.dialed().await;
    pair.desk.events.state(id, CallState::Ringing).await;
    pair.desk.phone.hang_up(id).await.unwrap();
    assert_eq!(pair.desk.events.state(id, CallState::Ended).await.end_cause, Some(EndCause::LocalHangup));
    assert_eq!(pair.peer_events.state(theirs, CallState::Ended).await.end_cause, Some(EndCause::Missed));
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn a_second_call_waits_and_answering_it_holds_the_first() {
    let mut pair = Pair::start().await;
    let (first_there, first) = pair.talk().await;
    let (second_there, second) = pair.ring().await;
    assert_ne!(first, second.id);
    pair.desk.phone.answer(second.id).await.unwrap();
    pair.peer_events.state(second_there, CallState::Talking).await;
    pair.peer.say(second_there, &Voice::Tone(880.0));
    pair.desk.events.state(first, CallState::Held).await;
    pair.desk.until_hears(880.0).await;
    until_heard(&pair.peer, second_there, PHONE_HZ).await;
    until_quiet(&pair.peer, first_there).await;
    pair.desk.phone.hang_up(second.id).await.unwrap();
    pair.desk.phone.resume(first).await.unwrap();
    pair.desk.until_hears(PEER_HZ).await;
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn a_blind_transfer_reports_how_it_ended() {
    let mut pair = Pair::start().await;
    let (_, ours) = pair.talk().await;
    pair.desk.phone.transfer_blind(ours, "486").await.unwrap();
    let failed = pair.desk.events.until("a result", |event| match event {
        PhoneEvent::TransferResult { done, status, .. } => Some((*done, *status)),
        _ => None,
    });
    assert_eq!(failed.await, (false, Some(486)));
    // The call is still ours, and goes to somebody who answers.
    pair.desk.until_hears(PEER_HZ).await;
    pair.desk.phone.transfer_blind(ours, "02-555-1234").await.unwrap();
    let asked = pair.peer_events.until("the request", |event| match event {
        PeerEvent::TransferAsked { number, .. } if number != "486" => Some(number.clone()),
        _ => None,
    });
    assert_eq!(asked.await, "025551234");
    let done = pair.desk.events.until("a result", |event| match event {
        PhoneEvent::TransferResult { done, status, .. } => Some((*done, *status)),
        _ => None,
    });
    assert_eq!(done.await, (true, Some(200)));
    let ended = pair.desk.events.state(ours, CallState::Ended).await;
    assert_eq!(ended.end_cause, Some(EndCause::Transferred));
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_said_and_a_right_one_repairs_it() {
    let (sender, _peer_events) = Watch::new();
    let peer = Peer::start(peer_config(), sender).await.unwrap();
    let mut wrong = account(peer.listening().plain);
    wrong.password = "nonsense".to_owned().into();
    let mut desk = Desk::start(Some(wrong), impatient());
    desk.events.line(LineState::Down { reason: LineFault::Credentials }).await;
    assert!(matches!(desk.phone.dial(call_id(), "1").await, Err(PhoneError::LineDown)));
    desk.phone.set_account(Some(account(peer.listening().plain))).await.unwrap();
    desk.events.line(LineState::Ready).await;
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn the_line_is_down_soon_after_the_registrar_dies_and_comes_back_by_itself() {
    let (mut pair, relay) = Pair::behind_a_relay().await;
    relay.cut();
    pair.desk.events.line(LineState::Down { reason: LineFault::Unreachable }).await;
    pair.peer_events.drain();
    relay.mend();
    pair.desk.events.line(LineState::Ready).await;
    pair.peer_events.registered().await;
    pair.talk().await;
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_is_said_within_seconds() {
    let nobody = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let mut desk = Desk::start(Some(account(nobody.local_addr().unwrap())), impatient());
    desk.events.line(LineState::Connecting).await;
    desk.events.line(LineState::Down { reason: LineFault::Unreachable }).await;
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn tcp_and_sha256_carry_calls_too() {
    let config = PeerConfig { digest: Digest::Sha256, ..peer_config() };
    let mut pair = Pair::with(config, |account| account.transport = Transport::Tcp).await;
    let (theirs, ours) = pair.talk().await;
    pair.desk.until_hears(PEER_HZ).await;
    until_heard(&pair.peer, theirs, PHONE_HZ).await;
    pair.desk.phone.hold(ours).await.unwrap();
    pair.desk.phone.resume(ours).await.unwrap();
    pair.desk.until_hears(PEER_HZ).await;
    pair.desk.phone.hang_up(ours).await.unwrap();
    pair.peer_events.state(theirs, CallState::Ended).await;
    let id = call_id();
    pair.desk.phone.dial(id, "1").await.unwrap();
    pair.desk.events.state(id, CallState::Talking).await;
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn over_tls_media_is_encrypted_and_sound_survives_hold() {
    let certificate = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let pem = certificate.cert.pem();
    let config = PeerConfig {
        tls: Some((pem.clone(), certificate.signing_key.serialize_pem())),
        srtp: SrtpPolicy::Require,
        ..peer_config()
    };
    let mut pair = Pair::with(config, |account| {
        account.transport = Transport::Tls;
        account.srtp = SrtpPolicy::Require;
        account.extra_roots_pem = Some(pem);
    })
    .await;
    let (theirs, ours) = pair.talk().await;
    let call = pair.desk.events.state(ours, CallState::Talking).await;
    assert!(call.encrypted);
    pair.desk.until_hears(PEER_HZ).await;
    pair.desk.phone.hold(ours).await.unwrap();
    pair.desk.until_silent().await;
    pair.desk.phone.resume(ours).await.unwrap();
    pair.desk.until_hears(PEER_HZ).await;
    until_heard(&pair.peer, theirs, PHONE_HZ).await;
    // ACK and BYE find their way back: the Contact is the address that the registrar sees.
    pair.peer.hang_up(theirs).await.unwrap();
    pair.desk.events.state(ours, CallState::Ended).await;
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_is_not_trusted_is_no_line_and_nothing_falls_back() {
    let certificate = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let config =
        PeerConfig { tls: Some((certificate.cert.pem(), certificate.signing_key.serialize_pem())), ..peer_config() };
    let (sender, mut events) = Watch::new();
    let peer = Peer::start(config, sender).await.unwrap();
    let mut account = account(peer.listening().tls.unwrap());
    account.transport = Transport::Tls;
    let mut desk = Desk::start(Some(account), impatient());
    desk.events.line(LineState::Down { reason: LineFault::Certificate }).await;
    assert_eq!(events.drain(), []);
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn required_encryption_refuses_a_plain_call() {
    let mut pair = Pair::with(peer_config(), |account| account.srtp = SrtpPolicy::Require).await;
    let theirs = call_id();
    pair.peer.call(theirs, "agent1", &Caller { number: "1".into(), ..Caller::default() }, Voice::Silence).unwrap();
    let ended = pair.peer_events.state(theirs, CallState::Ended).await;
    assert!(ended.answered_ms.is_none());
    assert!(!pair.desk.events.drain().iter().any(|event| matches!(event, PhoneEvent::Call(_))));
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn every_codec_talks_both_ways() {
    for codec in ["G722", "PCMA", "PCMU"] {
        let config = PeerConfig { codec: Some(codec.into()), ..peer_config() };
        let mut pair = Pair::with(config, |_| {}).await;
        let (theirs, ours) = pair.talk().await;
        let call = pair.desk.events.state(ours, CallState::Talking).await;
        assert_eq!(call.codec.as_deref(), Some(codec));
        pair.desk.until_hears(PEER_HZ).await;
        until_heard(&pair.peer, theirs, PHONE_HZ).await;
    }
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn shutdown_ends_calls_and_takes_the_registration_back() {
    let mut pair = Pair::start().await;
    let (theirs, _) = pair.talk().await;
    pair.desk.phone.shutdown().await;
    let (mut ended, mut unregistered) = (false, false);
    pair.peer_events
        .until("both", |event| {
            ended |= matches!(event, PeerEvent::Call(call) if call.id == theirs && call.state == CallState::Ended);
            unregistered |= matches!(event, PeerEvent::Unregistered { .. });
            (ended && unregistered).then_some(())
        })
        .await;
    assert!(matches!(pair.desk.phone.dial(call_id(), "1").await, Err(PhoneError::Stopped)));
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn without_any_sound_device_the_line_and_calls_stay_up() {
    let mut pair = Pair::start().await;
    let audio = daehwa_phone::AudioConfig {
        input: daehwa_phone::AudioDevice::Named("no such microphone".into()),
        output: daehwa_phone::AudioDevice::Named("no such speaker".into()),
        ring_output: daehwa_phone::AudioDevice::Named("no such bell".into()),
    };
    pair.desk.phone.set_audio(audio).await.unwrap();
    let (theirs, ours) = pair.ring().await;
    let role = pair.desk.events.until("a lost device", |event| match event {
        PhoneEvent::DeviceLost { role } => Some(*role),
        _ => None,
    });
    assert_eq!(role.await, daehwa_phone::AudioRole::Ring);
    pair.desk.phone.answer(ours.id).await.unwrap();
    pair.peer_events.state(theirs, CallState::Talking).await;
    pair.desk
        .phone
        .set_audio(daehwa_phone::AudioConfig {
            input: daehwa_phone::AudioDevice::Tone { hz: PHONE_HZ },
            output: daehwa_phone::AudioDevice::Silence,
            ring_output: daehwa_phone::AudioDevice::Silence,
        })
        .await
        .unwrap();
    until_heard(&pair.peer, theirs, PHONE_HZ).await;
}
