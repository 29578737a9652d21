//! Settings, the line, the devices.

use daehwa_desk::{
    AudioConfig, StartConfig,
    api::{
        error::ErrorCode,
        session::Session,
        settings::{AudioTest, LineAccount, LineForm, LineSrtp, LineTransport, Settings, Theme},
    },
};
use daehwa_domain::customer::Language;
use daehwa_phone::{Account, AudioDevice};

use crate::{
    bench::{Done, PASSWORD, Seat},
    sign_in_server::SignInServer,
};

fn line() -> LineAccount {
    LineAccount {
        server: "127.0.0.1:5060".to_owned(),
        domain: "pbx.test".to_owned(),
        user: "desk1".to_owned(),
        auth_user: None,
        transport: LineTransport::Udp,
        srtp: LineSrtp::Offer,
        extra_roots_pem: None,
    }
}

fn accounts(seat: &Seat) -> Vec<Account> {
    let done = seat.telephone.done.lock();
    done.iter().filter_map(|it| if let Done::Account(account) = it { account.clone() } else { None }).collect()
}

#[tokio::test]
async fn the_line_is_registered_when_it_is_saved_and_again_after_a_crash() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let form = LineForm { account: line(), password: Some("sip secret".to_owned()) };
    seat.desk.save_line(form).await.unwrap();
    // Without a password the saved one is kept.
    let moved = LineAccount { transport: LineTransport::Tcp, ..line() };
    seat.desk.save_line(LineForm { account: moved, password: None }).await.unwrap();
    let registered = accounts(&seat);
    let account = registered.last().unwrap();
    assert_eq!((account.aor.as_str(), account.username.as_str()), ("sip:desk1@pbx.test", "desk1"));
    assert_eq!(account.password.as_str(), "sip secret");
    let again = seat.killed_and_started_again();
    assert!(again.desk.snapshot(()).await.unwrap().settings.line.is_some());
    // The second account is what the new process registers.
    while accounts(&again).is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(accounts(&again)[0], *account);
    for (broken, field) in [
        (LineAccount { server: String::new(), ..line() }, "server"),
        (LineAccount { user: "a b".to_owned(), ..line() }, "user"),
        (LineAccount { domain: "x\r\ny".to_owned(), ..line() }, "domain"),
    ] {
        let error = seat.desk.save_line(LineForm { account: broken, password: None }).await.unwrap_err();
        assert_eq!((error.code, error.detail.as_deref()), (ErrorCode::Invalid, Some(field)));
    }
}

#[tokio::test]
async fn settings_outlive_a_crash_and_wrong_ones_are_refused() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let before = seat.desk.settings(()).await.unwrap();
    let mut wanted =
        Settings { theme: Theme::HighContrast, language: Language::En, amber_after_s: 60, ..before.clone() };
    wanted.audio.input = Some("headset microphone".to_owned());
    assert_eq!(seat.desk.save_settings(wanted.clone()).await.unwrap(), wanted);
    let used = |done: &Done| matches!(done, Done::Audio(audio) if audio.input == AudioDevice::Named("headset microphone".to_owned()));
    assert!(seat.telephone.done.lock().iter().any(used));
    assert_eq!(seat.killed_and_started_again().desk.snapshot(()).await.unwrap().settings, wanted);
    for (broken, field) in [
        (Settings { time_zone: "Mars/Olympus".to_owned(), ..before.clone() }, "time_zone"),
        (Settings { region: "korea".to_owned(), ..before.clone() }, "region"),
        (Settings { amber_after_s: 600, ..before.clone() }, "amber_after_s"),
        (Settings { shortcuts: [("x".repeat(1000), "F2".to_owned())].into(), ..before }, "shortcuts"),
    ] {
        let error = seat.desk.save_settings(broken).await.unwrap_err();
        assert_eq!((error.code, error.detail.as_deref()), (ErrorCode::Invalid, Some(field)));
    }
}

#[tokio::test]
async fn the_devices_can_be_chosen_and_tested() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let devices = seat.desk.audio_devices(()).await.unwrap();
    assert_eq!((devices.inputs, devices.outputs), (vec!["headset microphone".to_owned()], vec!["headset".to_owned()]));
    for (test, done) in [
        (AudioTest::Meter, Done::Meter(true)),
        (AudioTest::Loopback, Done::HearYourself(true)),
        (AudioTest::Ring, Done::TestRing(true)),
        (AudioTest::Stop, Done::HearYourself(false)),
    ] {
        seat.desk.test_audio(test).await.unwrap();
        assert!(seat.telephone.has(&done), "{test:?}");
    }
    assert!(seat.telephone.has(&Done::TestRing(false)));
}

#[tokio::test]
async fn a_desktop_is_set_up_from_a_file_by_the_same_steps_as_by_a_person() {
    let server = SignInServer::start_self_signed().await;
    let config = StartConfig {
        server_url: server.url.clone(),
        login: "minseo".to_owned(),
        password: PASSWORD.to_owned(),
        passphrase: None,
        trust_fingerprint: server.fingerprint.clone(),
        line: Some(LineForm { account: line(), password: Some("sip secret".to_owned()) }),
        language: Some(Language::En),
        time_zone: Some("Europe/Berlin".to_owned()),
        audio: Some(AudioConfig { input: Some("tone:440".to_owned()), output: Some("silence".to_owned()), ring: None }),
    };
    let seat = Seat::new();
    seat.desk.start_with(config).await.unwrap();
    let snapshot = seat.desk.snapshot(()).await.unwrap();
    assert!(matches!(snapshot.session, Session::SignedIn { ready: true, .. }));
    assert_eq!(snapshot.settings.language, Language::En);
    assert_eq!(snapshot.settings.time_zone, "Europe/Berlin");
    let used = |done: &Done| matches!(done, Done::Audio(audio) if audio.input == AudioDevice::Tone { hz: 440.0 } && audio.output == AudioDevice::Silence);
    assert!(seat.telephone.done.lock().iter().any(used));
    assert_eq!(accounts(&seat).last().unwrap().password.as_str(), "sip secret");
}
