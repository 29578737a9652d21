//! The phone through the sound system of Linux: cpal → ALSA → PulseAudio with a headset that is no hardware.
//!
//! PulseAudio must be installed; without it the test fails. See `tests/telephony/README.md`.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use daehwa_domain::call::CallState;
use daehwa_phone::{AudioConfig, AudioRole, PhoneEvent, tone};
use support::{program::Program, *};

/// What is played into the headset's microphone, in hertz.
const FED_HZ: f32 = 700.0;
/// 200 ms of what is recorded.
const RECENT_BYTES: usize = 2 * 9_600;
/// Says where the rig runs, to the test inside.
const RUN_DIR: &str = "DAEHWA_SOUND_RIG";

fn environment(folder: &Path) -> Vec<(&'static str, String)> {
    let path = folder.display().to_string();
    let server = format!("unix:{path}/native");
    vec![("HOME", path.clone()), ("XDG_RUNTIME_DIR", path.clone()), ("PULSE_SERVER", server), (RUN_DIR, path)]
}

// D-3
#[test]
fn calls_ring_and_talk_through_pulseaudio_and_outlive_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let rig = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/telephony/pulseaudio.pa");
    let script = fs::read_to_string(rig).unwrap().replace("@RUN_DIR@", &path.display().to_string());
    fs::write(path.join("pulseaudio.pa"), script).unwrap();
    fs::write(path.join(".asoundrc"), "pcm.!default { type pulse }\nctl.!default { type pulse }\n").unwrap();
    // ALSA reads its settings when the process starts, so the test runs again inside, with the rig around it.
    let inside = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "inside_the_rig", "--nocapture"])
        .envs(environment(path))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&inside.stdout).into_owned() + &String::from_utf8_lossy(&inside.stderr);
    assert!(inside.status.success() && said.contains("1 passed"), "{said}");
}

/// Waits until what is played to the headset is this tone.
async fn until_played(capture: &Program, what: &str, hz: f32) {
    capture.prints(what, |printed| is_tone(printed, hz)).await;
}

/// Whether the end of what was recorded (16 bits, little endian) is this tone.
fn is_tone(recorded: &[u8], hz: f32) -> bool {
    let recent = &recorded[recorded.len().saturating_sub(RECENT_BYTES) & !1..];
    let samples: Vec<i16> = recent.chunks_exact(2).map(|two| i16::from_le_bytes([two[0], two[1]])).collect();
    tone::strongest(&samples).is_some_and(|tone| (tone.hz - hz).abs() <= 20.0)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "runs inside the rig of the test above"]
async fn inside_the_rig() {
    let folder = PathBuf::from(std::env::var(RUN_DIR).unwrap());
    let script = folder.join("pulseaudio.pa").display().to_string();
    let arguments = ["-n", "-v", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "-F", &script];
    let mut pulseaudio = Program::start("pulseaudio", &arguments, &folder);
    pulseaudio.says("Daemon startup complete").await;
    let fed = folder.join("fed.wav");
    write_tone(&fed);
    let spoken = ["--device=headset_spk.monitor", "--format=s16le", "--rate=48000", "--channels=1"];
    let capture = Program::start("parec", &spoken, &folder);
    let _feed = Program::start("paplay", &["--device=mic_feed", &fed.display().to_string()], &folder);

    let mut pair = Pair::start().await;
    assert!(pair.desk.phone.devices().iter().any(|device| device.output), "{:?}", pair.desk.phone.devices());
    pair.desk.phone.set_audio(AudioConfig::default()).await.unwrap();
    let (theirs, ringing) = pair.ring().await;
    until_played(&capture, "the ring", 659.3).await;
    pair.desk.phone.answer(ringing.id).await.unwrap();
    until_played(&capture, "the caller", PEER_HZ).await;
    until_heard(&pair.peer, theirs, FED_HZ).await;
    pair.desk.phone.start_meter();
    let loud =
        |event: &PhoneEvent| matches!(event, PhoneEvent::Level { input, output } if *input > 0.1 && *output > 0.1);
    pair.desk.events.until("a level", |event| loud(event).then_some(())).await;
    pair.desk.phone.stop_meter();

    // The sound system dies; the call does not.
    pulseaudio.end().await;
    let lost = pair.desk.events.until("a lost device", |event| match event {
        PhoneEvent::DeviceLost { role } => Some(*role),
        _ => None,
    });
    assert!(matches!(lost.await, AudioRole::Input | AudioRole::Output));
    pair.desk.phone.mute(ringing.id, true).await.unwrap();
    let call = pair.desk.events.call("muted", |call| call.muted).await;
    assert_eq!(call.state, CallState::Talking);
    let _back = Program::start("pulseaudio", &arguments, &folder);
    pair.desk.events.until("a device back", |event| matches!(event, PhoneEvent::DeviceBack { .. }).then_some(())).await;
}

fn write_tone(path: &Path) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 48_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut samples = vec![0; 60 * 48_000];
    tone::Sine::new(FED_HZ, 0.3).fill(&mut samples);
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    samples.into_iter().for_each(|sample| writer.write_sample(sample).unwrap());
    writer.finalize().unwrap();
}
