// Tones: played into a seat's microphone, and recognised in what its headset plays.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "./until.mjs";

const RATE_HZ = 48_000;

/** Plays a tone into the microphone of `seat` until the returned program is stopped. */
export function speak(seat, toneHz, seconds = 60) {
  const file = join(seat.dir, `tone-${toneHz}.wav`);
  writeFileSync(file, wav(tone(toneHz, seconds)));
  return seat.start("paplay", ["--device=mic_feed", file]);
}

/** What the headset of `seat` plays during the next `seconds`. */
export async function hear(seat, seconds = 1) {
  const wanted = RATE_HZ * seconds * 2;
  const chunks = [];
  let size = 0;
  const recorder = seat.start(
    "parec",
    ["--device=headset_spk.monitor", "--format=s16le", `--rate=${RATE_HZ}`, "--channels=1", "--latency-msec=50", "--raw"],
    {
      onData: (chunk) => {
        chunks.push(chunk);
        size += chunk.length;
      },
    },
  );
  await until(`${seconds} s of sound`, () => size >= wanted, seconds * 1000 + 5_000);
  await recorder.stop();
  const bytes = Buffer.concat(chunks).subarray(0, wanted);
  const samples = new Float64Array(Math.floor(bytes.length / 2));
  for (let i = 0; i < samples.length; i++) samples[i] = bytes.readInt16LE(i * 2) / 32768;
  return samples;
}

/** The share of a sound's power that lies at a frequency, 0–1 (Goertzel's algorithm, over blocks of 100 ms). */
export function share(samples, frequencyHz, rateHz = RATE_HZ) {
  const block = rateHz / 10;
  const coefficient = 2 * Math.cos((2 * Math.PI * frequencyHz) / rateHz);
  let atFrequency = 0;
  let total = 0;
  for (let start = 0; start + block <= samples.length; start += block) {
    let before = 0;
    let last = 0;
    for (let i = start; i < start + block; i++) {
      const now = samples[i] + coefficient * last - before;
      before = last;
      last = now;
      total += samples[i] * samples[i];
    }
    const power = last * last + before * before - coefficient * last * before;
    atFrequency += (2 * power) / block;
  }
  return total > 0 ? atFrequency / total : 0;
}

/** Root mean square, 0–1. */
export function loudness(samples) {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length ? Math.sqrt(sum / samples.length) : 0;
}

function tone(frequencyHz, seconds) {
  const samples = new Int16Array(RATE_HZ * seconds);
  for (let i = 0; i < samples.length; i++) {
    samples[i] = Math.round(12_000 * Math.sin((2 * Math.PI * frequencyHz * i) / RATE_HZ));
  }
  return samples;
}

function wav(samples) {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE_HZ, 24);
  header.writeUInt32LE(RATE_HZ * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([header, Buffer.from(samples.buffer)]);
}
